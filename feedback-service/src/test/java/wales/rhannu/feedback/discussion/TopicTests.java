package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.feedback.Written;
import wales.rhannu.feedback.discussion.Topic.Audience;
import wales.rhannu.feedback.discussion.Topic.Draft;
import wales.rhannu.feedback.discussion.Topic.Language;
import wales.rhannu.starter.aggregate.DomainException;

class TopicTests {

    private static final Instant NOW = Instant.parse("2026-10-05T09:00:00Z");
    private static final String BETHAN = "7d1f5b0a-2f43-4c11-8f0e-9b6c1d2e3f40";
    private static final Reader AUTHOR = new Reader("aled", true, false);
    private static final Reader COLLEAGUE = new Reader(BETHAN, true, false);
    private static final Reader FACILITATOR = new Reader("ffion", true, true);
    private static final Reader STRANGER = new Reader(null, false, false);

    private static Draft draft(String body, @Nullable Audience audience) {
        return new Draft("Teitl", body, Language.CY, audience);
    }

    private static Topic topic(@Nullable Audience audience) {
        return Written.after(
                new Topic("id", draft("Beth am @{" + BETHAN + "}?", audience), null, "aled", id -> true, NOW));
    }

    @Nested
    class ItsAudience {

        @Test
        void isTheMembersUnlessItSaysOtherwise() {
            assertThat(topic(null).publicState()).isNull();
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> topic(null).mustBeReadableBy(STRANGER));
            topic(null).mustBeReadableBy(COLLEAGUE);
            topic(Audience.PUBLIC).mustBeReadableBy(STRANGER);
        }

        @Test
        void whenItIsNarrowedTheWorldSeesItNoMore() {
            Topic topic = topic(Audience.PUBLIC);
            topic.edit(AUTHOR, draft("Beth am @{" + BETHAN + "}?", Audience.MEMBERS), id -> true, () -> false, NOW);
            assertThat(topic.publicState()).isNull();
            assertThat(topic.body().history()).isEmpty();
        }

        @Test
        void isNotWidenedOnceSomebodyElseIsAboutToReply() {
            Topic topic = topic(Audience.MEMBERS);
            topic.settleAudience(BETHAN);
            assertThat(Written.raisedNothing(topic)).isFalse();
            Written.after(topic).settleAudience(BETHAN);
            assertThat(Written.raisedNothing(topic)).isTrue();
            assertRefused("audience-settled", () -> widen(topic, false));
        }

        @Test
        void isNotWidenedWhereThereIsAReplyOfSomebodyElse() {
            assertRefused("audience-settled", () -> widen(topic(Audience.MEMBERS), true));
        }

        @Test
        void isWidenedWhereItsAuthorAloneWrote() {
            Topic topic = topic(Audience.MEMBERS);
            assertThat(topic.mustSettleAudienceFor("aled")).isFalse();
            widen(topic, false);
            assertThat(topic.publicState()).isNotNull();
            assertRefused("audience-widened", () -> topic.settleAudience(BETHAN));
            assertRefused("audience-widened", () -> topic.mustBeFor(Audience.MEMBERS));
            topic.mustBeFor(Audience.PUBLIC);
            topic.mustBeFor(null);
        }

        private static void widen(Topic topic, boolean othersReplied) {
            topic.edit(AUTHOR, draft("Yr un peth", Audience.PUBLIC), id -> true, () -> othersReplied, NOW);
        }

        private static void assertRefused(String code, ThrowingCallable what) {
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(what)
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
        }

        @Test
        void isToldNothingOfPeople() {
            assertThat(String.valueOf(topic(Audience.PUBLIC).publicState())).doesNotContain("aled", BETHAN);
        }
    }

    @Nested
    class Hidden {

        @Test
        void itSpeaksToItsAuthorAndFacilitatorsAlone() {
            Topic topic = topic(Audience.PUBLIC);
            topic.hide();
            assertThat(topic.speaksTo(AUTHOR)).isTrue();
            assertThat(topic.speaksTo(FACILITATOR)).isTrue();
            assertThat(topic.speaksTo(COLLEAGUE)).isFalse();
            assertThat(topic.speaksTo(STRANGER)).isFalse();
            assertThat(topic.publicState()).isNull();
        }

        @Test
        void itIsShownAgain() {
            Topic topic = topic(Audience.PUBLIC);
            topic.hide();
            Written.after(topic).showAgain();
            assertThat(topic.speaksTo(STRANGER)).isTrue();
        }

        @Test
        void aDeletedOneStaysDeleted() {
            Topic topic = topic(Audience.PUBLIC);
            topic.delete(AUTHOR);
            Written.after(topic).showAgain();
            assertThat(Written.raisedNothing(topic)).isTrue();
            assertThat(topic.speaksTo(AUTHOR)).isFalse();
            assertThat(topic.body()).isEqualTo(Body.EMPTY);
        }
    }

    @Test
    void onlyItsAuthorEditsAndDeletesIt() {
        Topic topic = topic(null);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> topic.edit(FACILITATOR, draft("Arall", null), id -> true, () -> false, NOW));
        assertThatExceptionOfType(DomainException.class).isThrownBy(() -> topic.delete(COLLEAGUE));
    }

    @Test
    void aLockedOneTakesNothing() {
        Topic topic = topic(null);
        topic.lock();
        Written.after(topic);
        assertThatExceptionOfType(DomainException.class).isThrownBy(topic::mustTakeReplies);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> topic.edit(AUTHOR, draft("Arall", null), id -> true, () -> false, NOW));
        assertThatExceptionOfType(DomainException.class).isThrownBy(topic::lock);
        topic.unlock();
        topic.mustTakeReplies();
    }

    @Test
    void whoeverLeavesIsForgottenAsAuthorAndWhereMentioned() {
        Topic topic = topic(null);
        topic.forget("somebody else");
        assertThat(Written.raisedNothing(topic)).isTrue();
        topic.forget(BETHAN);
        assertThat(Written.after(topic).body().text()).isEqualTo("Beth am @{gone}?");
        topic.forget("aled");
        assertThat(topic.author()).isNull();
        assertThat(topic.body().text()).isEqualTo("Beth am @{gone}?");
    }
}
