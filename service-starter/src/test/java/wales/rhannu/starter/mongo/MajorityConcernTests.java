package wales.rhannu.starter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MajorityConcernTests {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, MajorityAutoConfiguration.class));

    @Test
    void noAddressMakesAServiceAnswerBeforeMostHaveWhatItWrote() {
        service.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:9/notes?w=1")
                .run(context -> assertThat(context.getBean(MongoClient.class)
                                .getDatabase("notes")
                                .getWriteConcern())
                        .isEqualTo(WriteConcern.MAJORITY));
    }

    @Test
    void noAddressMakesAServiceReadWhatAnotherMemberStillShows() {
        service.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:9/notes?readPreference=secondaryPreferred")
                .run(context -> assertThat(context.getBean(MongoClient.class)
                                .getDatabase("notes")
                                .getReadPreference())
                        .isEqualTo(ReadPreference.primary()));
    }
}
