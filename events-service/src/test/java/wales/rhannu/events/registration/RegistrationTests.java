package wales.rhannu.events.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.meetup.LocalMinute;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.registration.Registration.State;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;

class RegistrationTests {

    private static final Instant NOW = Instant.parse("2027-02-01T09:00:00Z");
    private static final MeetupState MEETUP = new MeetupState(
            "meetup",
            MeetupState.Status.PUBLISHED,
            "olwen",
            new MeetupContent(
                    new Bilingual("Cyfarfod", "Meetup"),
                    null,
                    null,
                    LocalMinute.of("2027-03-25T14:00"),
                    LocalMinute.of("2027-03-25T16:00"),
                    null,
                    AttendanceMode.HYBRID,
                    new MeetupContent.Places(1, 1),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    null),
            Instant.parse("2027-03-25T14:00:00Z"),
            Instant.parse("2027-03-25T16:00:00Z"),
            0,
            null,
            null,
            NOW,
            NOW,
            NOW);

    private static Registration arrived(@Nullable Integer number) {
        return Written.after(new Registration(MEETUP, "mair", AttendanceMode.IN_PERSON, 7, number, NOW));
    }

    @Nested
    class WhoWaits {

        @Test
        void getsAPlaceByTheArrivalTheyWaitSince() {
            Registration registration = arrived(null);
            registration.promote(Registration.arrivalOf("meetup", 7), MEETUP, 3);
            assertThat(registration.state()).isEqualTo(State.REGISTERED);
            assertThat(registration.number()).isEqualTo(3);
        }

        @Test
        void getsNoneIfTheyLeftAndCameAgainAtTheEnd() {
            Registration registration = arrived(null);
            registration.leave();
            Written.after(registration).arriveAgain(MEETUP, AttendanceMode.IN_PERSON, 12, null, NOW);
            Written.after(registration).promote(Registration.arrivalOf("meetup", 7), MEETUP, 3);
            assertThat(registration.state()).isEqualTo(State.WAITING);
            assertThat(registration.ticket()).isEqualTo(12);
        }
    }

    @Nested
    class WhoHasAPlace {

        @Test
        void keepsItWhenTheyAskForTheSameAgain() {
            Registration registration = arrived(3);
            registration.arriveAgain(MEETUP, AttendanceMode.IN_PERSON, 12, null, NOW);
            assertThat(registration.number()).isEqualTo(3);
            assertThat(registration.ticket()).isEqualTo(7);
        }

        @Test
        void givesItBackWithTheirLeaving() {
            Registration registration = arrived(3);
            registration.leave();
            assertThat(registration.number()).isNull();
            assertThat(registration.ticket()).isEqualTo(7);
        }

        @Test
        void aloneCanHaveCome() {
            Registration registration = arrived(3);
            registration.note(true);
            assertThat(registration.attended()).isTrue();
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> arrived(null).note(true))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("no-place"));
        }

        @Test
        void isToldThatItIsCancelledOnce() {
            Registration registration = arrived(3);
            registration.meetupCancelled(MEETUP);
            Written.after(registration).meetupCancelled(MEETUP);
            assertThat(registration.state()).isEqualTo(State.MEETUP_CANCELLED);
            assertThat(registration.number()).isNull();
        }
    }
}
