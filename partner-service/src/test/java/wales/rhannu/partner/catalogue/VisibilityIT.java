package wales.rhannu.partner.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.VisibilityCheck;

@PlatformTest(topics = "membership.members.internal")
class VisibilityIT {

    private static final String TOPIC = "membership.members.internal";
    private static final String TYPE = "member-joined.v1";

    @Autowired
    ApplicationContext service;

    @Test
    void whatIsInternalIsAnsweredAsIfItDidNotExist() {
        assertThat(Contracts.examples(TOPIC)).as("what is hidden does exist").anyMatch(example -> example.event()
                .equals(TYPE));
        VisibilityCheck.of(service)
                .hidden("an internal topic", "/api/v1/streams/{topic}/events", Set.of(), callers -> List.of(TOPIC))
                .hidden(
                        "a type of an internal topic",
                        "/api/v1/event-types/{type}",
                        Set.of(),
                        callers -> List.of("wales.rhannu.membership." + TYPE))
                .hidden(
                        "a schema of an internal topic",
                        "/schemas/{topic}/{file}",
                        Set.of(),
                        callers -> List.of(TOPIC, TYPE + ".schema.json"))
                .run();
    }
}
