package wales.rhannu.membership.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** What members are told of meetups; the topic is not there when the service starts. */
class RegistrationsIT extends Membership {

    private static final String TOPIC = "events.registrations.internal";
    private static final String TYPE = "wales.rhannu.events.registration-";

    @Autowired
    private Members members;

    private Member member() {
        return members.joined("one-" + UUID.randomUUID() + "@cardiff.gov.uk").orElseThrow();
    }

    private String registration = "";
    private String email = "";
    private String id = "";

    @BeforeEach
    void begin() {
        Member member = member();
        email = member.email();
        id = member.id();
        registration = UUID.randomUUID().toString();
    }

    /** As the published example has it, for this member. */
    private void happened(String what, long sequence) {
        Contracts.Example example = Contracts.examples(TOPIC).stream()
                .filter(it -> it.event().equals("registration-" + what + ".v1"))
                .findFirst()
                .orElseThrow();
        ObjectNode data = (ObjectNode) JSON.readTree(example.data());
        ((ObjectNode) data.path("state")).put("member", id).put("id", registration);
        TestTopics.publish(TOPIC, TYPE + what + ".v1", registration, sequence, data.toString());
    }

    private List<String> mails() {
        return Mails.to(MAILBOX, email).stream()
                .filter(text -> !text.contains("Croeso"))
                .toList();
    }

    private String awaitOne() {
        await().atMost(Duration.ofSeconds(120)).until(() -> !mails().isEmpty());
        assertThat(mails()).hasSize(1);
        return mails().get(0);
    }

    @Test
    void whoWaitedIsToldOfTheirPlaceInBothLanguagesOnce() {
        happened("waiting", 1);
        happened("promoted", 2);
        happened("promoted", 2);
        happened("left", 3);
        assertThat(awaitOne())
                .contains(
                        "Mae lle i chi: “Ffurflenni heb bapur” / You have a place: “Forms without paper”",
                        "\n> Ffurflenni heb bapur\n",
                        "\n> Forms without paper\n",
                        "yn bersonol",
                        "Dydd Iau 25 Mawrth 2027, 14:00",
                        "in person",
                        "Thursday 25 March 2027, 14:00");
    }

    @Test
    void whoMeantToComeIsToldThatItIsCancelledAndWhy() {
        happened("registered", 1);
        happened("meetup-cancelled", 2);
        assertThat(awaitOne())
                .contains(
                        "Wedi'i ganslo: “Ffurflenni heb bapur” / Cancelled: “Forms without paper”",
                        "Rheswm:\n> Mae'r siaradwr yn sâl.\n",
                        "Reason:\n> The speaker is ill.\n",
                        "Geiriau trefnydd y cyfarfod sydd ar ôl >.",
                        "The lines after > are the words of whoever organises the meetup.");
    }

    @Test
    void everyOtherExampleIsPassedOver() {
        long sequence = 1;
        for (Contracts.Example example : Contracts.examples(TOPIC)) {
            String what = example.event().replaceAll("^registration-|\\.v1$", "");
            if (!List.of("promoted", "meetup-cancelled").contains(what)) {
                happened(what, sequence++);
            }
        }
        TestTopics.publish(TOPIC, TYPE + "erased.v1", registration, sequence, null);
        String erased = registration;
        registration = UUID.randomUUID().toString();
        happened("promoted", 1);
        awaitOne();
        assertThat(TestTopics.keys("dlq.membership-service.registrations." + TOPIC))
                .doesNotContain(erased, registration);
    }
}
