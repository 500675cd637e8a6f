package wales.rhannu.events.meetup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.events.meetup.MeetupContent.Places;
import wales.rhannu.events.meetup.MeetupContent.Speaker;
import wales.rhannu.events.meetup.MeetupContent.Venue;
import wales.rhannu.events.meetup.MeetupState.Recurring;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;

class MeetupTests {

    private static final Instant NOW = Instant.parse("2027-01-11T09:00:00Z");
    private static final Instant OVER = Instant.parse("2027-03-25T16:00:00Z");
    private static final MeetupCaller ORGANISER = new MeetupCaller("olwen", Set.of("member"));
    private static final MeetupCaller FACILITATOR = new MeetupCaller("ffion", Set.of("facilitator"));
    private static final MeetupCaller STRANGER = new MeetupCaller("stranger", Set.of("member"));

    private static MeetupContent content(Integer inPerson, Integer online) {
        return content(inPerson, online, new Venue("Y Llyfrgell", null, null));
    }

    private static MeetupContent content(Integer inPerson, Integer online, @Nullable Venue venue) {
        return new MeetupContent(
                new Bilingual("Cyfarfod", "Meetup"),
                new Bilingual("Disgrifiad", "Description"),
                null,
                LocalMinute.of("2027-03-25T14:00"),
                LocalMinute.of("2027-03-25T16:00"),
                null,
                AttendanceMode.HYBRID,
                new Places(inPerson, online),
                venue,
                "https://meet.example/secret",
                List.of(new Speaker("Siân", null, null)),
                List.of(),
                List.of(),
                null,
                null);
    }

    private static Meetup draft() {
        return Written.after(Meetup.draft("id", "olwen", content(10, 20), NOW));
    }

    private static Meetup published() {
        Meetup meetup = draft();
        meetup.publish(ORGANISER, NOW);
        return Written.after(meetup);
    }

    private static void refused(String code, ThrowingCallable what) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(what)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Nested
    class Times {

        @Test
        void areWhatClocksThereShow() {
            assertThat(draft().state().startsAt()).isEqualTo("2027-03-25T14:00:00Z");
            MeetupContent summer =
                    content(1, 1).at(LocalMinute.of("2027-07-01T14:00"), LocalMinute.of("2027-07-01T15:00"));
            assertThat(summer.begins().toInstant()).isEqualTo("2027-07-01T13:00:00Z");
        }

        @Test
        void areTheFirstOfTwoInAutumnAndNoneInTheGapOfSpring() {
            assertThat(content(1, 1)
                            .at(LocalMinute.of("2027-10-31T01:30"), LocalMinute.of("2027-10-31T02:30"))
                            .begins()
                            .toInstant())
                    .isEqualTo("2027-10-31T00:30:00Z");
            MeetupContent gap =
                    content(1, 1).at(LocalMinute.of("2027-03-28T01:30"), LocalMinute.of("2027-03-28T03:00"));
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(gap::mustHold)
                    .satisfies(refusal ->
                            assertThat(refusal.violations().get(0).pointer()).isEqualTo("/starts"));
        }
    }

    @Nested
    class Publishing {

        private static List<String> faults(ThrowingCallable what) {
            List<String> pointers = new ArrayList<>();
            assertThatExceptionOfType(DomainException.class).isThrownBy(what).satisfies(refusal -> refusal.violations()
                    .forEach(it -> pointers.add(it.pointer())));
            return pointers;
        }

        @Test
        void takesATimeThatIsStillToCome() {
            assertThat(faults(() -> draft().publish(ORGANISER, OVER))).containsExactly("/starts");
            Meetup underWay = draft();
            underWay.publish(ORGANISER, OVER.minusSeconds(1));
            assertThat(underWay.state().status()).isEqualTo(Status.PUBLISHED);
        }

        @Test
        void takesAVenueWherePeopleMeetInPerson() {
            Meetup meetup = Meetup.draft("id", "olwen", nowhere(), NOW);
            assertThat(faults(() -> meetup.publish(ORGANISER, NOW))).containsExactly("/venue/name");
            assertThat(faults(() -> published().edit(ORGANISER, nowhere(), mode -> 0, NOW)))
                    .containsExactly("/venue/name");
        }

        @Test
        void isNotUndoneByAnEdit() {
            MeetupContent before =
                    content(10, 20).at(LocalMinute.of("2027-01-10T14:00"), LocalMinute.of("2027-01-10T16:00"));
            assertThat(faults(() -> published().edit(ORGANISER, before, mode -> 0, NOW)))
                    .containsExactly("/starts");
        }

        @Test
        void wasDoneByOtherRulesOnceAndTheRecordingIsAddedAllTheSame() {
            Meetup meetup = published();
            meetup.hold(OVER);
            Written.saying(meetup, nowhere());
            meetup.edit(
                    ORGANISER,
                    meetup.content().recorded("https://video.example/1", new Bilingual("Nodiadau", "Notes")),
                    mode -> 0,
                    OVER);
            assertThat(meetup.content().recordingUrl()).isEqualTo("https://video.example/1");
        }

        private static MeetupContent nowhere() {
            return content(10, 20, null);
        }
    }

    @Nested
    class Editing {

        @Test
        void isForOrganiserAndFacilitators() {
            Meetup meetup = published();
            refused("not-organiser-or-facilitator", () -> meetup.edit(STRANGER, content(11, 20), mode -> 0, NOW));
            meetup.edit(FACILITATOR, content(11, 20), mode -> 0, NOW);
            assertThat(meetup.content().placesOf(AttendanceMode.IN_PERSON)).isEqualTo(11);
        }

        @Test
        void takesNobodysPlaceAway() {
            Meetup meetup = published();
            refused("places-taken", () -> meetup.edit(ORGANISER, content(4, 20), mode -> 5, NOW));
            meetup.edit(ORGANISER, content(5, 20), mode -> 5, NOW);
            assertThat(meetup.content().placesOf(AttendanceMode.IN_PERSON)).isEqualTo(5);
        }

        @Test
        void tellsCalendarsOfWhatMattersToThem() {
            Meetup meetup = published();
            meetup.edit(ORGANISER, content(11, 20), mode -> 0, NOW);
            assertThat(meetup.state().revision()).isZero();
            Written.after(meetup)
                    .edit(
                            ORGANISER,
                            meetup.content().at(LocalMinute.of("2027-03-25T15:00"), LocalMinute.of("2027-03-25T16:00")),
                            mode -> 0,
                            NOW);
            assertThat(meetup.state().revision()).isEqualTo(1);
        }
    }

    @Nested
    class Ending {

        @Test
        void isByTheClockAlone() {
            Meetup meetup = published();
            meetup.hold(OVER.minusSeconds(1));
            assertThat(meetup.state().status()).isEqualTo(Status.PUBLISHED);
            meetup.hold(OVER);
            assertThat(meetup.state().status()).isEqualTo(Status.HELD);
            refused("meetup-over", () -> meetup.cancel(ORGANISER, null, OVER));
        }

        @Test
        void orByCancellingWithAReasonInBothLanguages() {
            Meetup meetup = published();
            refused("invalid", () -> meetup.cancel(ORGANISER, new Bilingual(null, "Illness"), NOW));
            meetup.cancel(ORGANISER, new Bilingual("Salwch", "Illness"), NOW);
            assertThat(meetup.state().status()).isEqualTo(Status.CANCELLED);
            refused("meetup-cancelled", () -> Written.after(meetup).cancel(ORGANISER, null, NOW));
            refused("not-published", () -> draft().cancel(ORGANISER, null, NOW));
        }
    }

    @Nested
    class WhatAnyoneMayRead {

        @Test
        void isNothingOfADraftAndNoPeopleAfterThat() {
            assertThat(draft().publicState()).isNull();
            assertThat(String.valueOf(published().publicState()))
                    .contains("Cyfarfod")
                    .doesNotContain("olwen", "Siân", "secret");
        }

        @Test
        void staysWhenTheOrganiserLeaves() {
            Meetup meetup = published();
            Object before = meetup.publicState();
            meetup.forget("olwen");
            assertThat(meetup.publicState()).isEqualTo(before);
            assertThat(meetup.state().organiser()).isNull();
            meetup.mustBeEditableBy(FACILITATOR);
        }
    }

    @Nested
    class OfASeries {

        private Meetup occurrence() {
            return Written.after(Meetup.occurrence(
                    "id",
                    "olwen",
                    content(10, 20),
                    new Recurring("series", LocalMinute.of("2027-03-25T14:00"), 1, false),
                    true,
                    NOW));
        }

        @Test
        void itFollowsOnceAndWithoutTakingPlaces() {
            Meetup meetup = occurrence();
            meetup.follow(content(2, 20), 2, true, mode -> 3, NOW);
            assertThat(meetup.content().placesOf(AttendanceMode.IN_PERSON)).isEqualTo(3);
            assertThat(Objects.requireNonNull(meetup.state().series()).edition())
                    .isEqualTo(2);
            Written.after(meetup).follow(content(9, 20), 2, true, mode -> 3, NOW);
            assertThat(meetup.content().placesOf(AttendanceMode.IN_PERSON)).isEqualTo(3);
        }

        @Test
        void itStaysAsItIsOnceItWasEditedByItselfOrHasBegun() {
            Meetup meetup = occurrence();
            meetup.follow(content(9, 20), 2, true, mode -> 0, OVER);
            assertThat(meetup.content()).isEqualTo(content(10, 20));
            meetup.edit(ORGANISER, content(11, 20), mode -> 0, NOW);
            Written.after(meetup).follow(content(9, 20), 2, true, mode -> 0, NOW);
            assertThat(meetup.content()).isEqualTo(content(11, 20));
        }

        @Test
        void itIsCancelledWhenItIsNoLongerOneOfThem() {
            Meetup meetup = occurrence();
            meetup.drop(1, null, NOW);
            assertThat(meetup.state().status()).isEqualTo(Status.PUBLISHED);
            meetup.drop(2, null, NOW);
            assertThat(meetup.state().status()).isEqualTo(Status.CANCELLED);
        }
    }
}
