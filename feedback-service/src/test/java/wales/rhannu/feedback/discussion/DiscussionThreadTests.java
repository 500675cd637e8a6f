package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.feedback.Written;
import wales.rhannu.feedback.discussion.DiscussionThread.Audience;
import wales.rhannu.feedback.discussion.DiscussionThread.Draft;
import wales.rhannu.feedback.discussion.DiscussionThread.Language;
import wales.rhannu.starter.aggregate.DomainException;

class DiscussionThreadTests {

    private static final Instant NOW = Instant.parse("2026-10-05T09:00:00Z");
    private static final String BETHAN = "7d1f5b0a-2f43-4c11-8f0e-9b6c1d2e3f40";
    private static final DiscussionCaller AUTHOR = new DiscussionCaller("aled", true, false);
    private static final DiscussionCaller COLLEAGUE = new DiscussionCaller(BETHAN, true, false);
    private static final DiscussionCaller FACILITATOR = new DiscussionCaller("ffion", true, true);
    private static final DiscussionCaller STRANGER = new DiscussionCaller(null, false, false);

    private static Draft draft(String body, @Nullable Audience audience) {
        return new Draft("Teitl", body, Language.CY, audience);
    }

    private static DiscussionThread topic(@Nullable Audience audience) {
        return Written.after(new DiscussionThread(
                "id", draft("Beth am @{" + BETHAN + "}?", audience), null, "aled", id -> true, NOW));
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
            DiscussionThread thread = topic(Audience.PUBLIC);
            thread.edit(AUTHOR, draft("Beth am @{" + BETHAN + "}?", Audience.MEMBERS), id -> true, () -> false, NOW);
            assertThat(thread.publicState()).isNull();
            assertThat(thread.body().history()).isEmpty();
        }

        @Test
        void isNotWidenedOnceSomebodyElseIsAboutToReply() {
            DiscussionThread thread = topic(Audience.MEMBERS);
            thread.settleAudience(BETHAN);
            assertThat(Written.raisedNothing(thread)).isFalse();
            Written.after(thread).settleAudience(BETHAN);
            assertThat(Written.raisedNothing(thread)).isTrue();
            assertRefused("audience-settled", () -> widen(thread, false));
        }

        @Test
        void isNotWidenedWhereThereIsAReplyOfSomebodyElse() {
            assertRefused("audience-settled", () -> widen(topic(Audience.MEMBERS), true));
        }

        @Test
        void isWidenedWhereItsAuthorAloneWrote() {
            DiscussionThread thread = topic(Audience.MEMBERS);
            assertThat(thread.mustSettleAudienceFor("aled")).isFalse();
            widen(thread, false);
            assertThat(thread.publicState()).isNotNull();
            assertRefused("audience-widened", () -> thread.settleAudience(BETHAN));
            assertRefused("audience-widened", () -> thread.mustBeFor(Audience.MEMBERS));
            thread.mustBeFor(Audience.PUBLIC);
            thread.mustBeFor(null);
        }

        private static void widen(DiscussionThread thread, boolean othersReplied) {
            thread.edit(AUTHOR, draft("Yr un peth", Audience.PUBLIC), id -> true, () -> othersReplied, NOW);
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
            DiscussionThread thread = topic(Audience.PUBLIC);
            thread.hide();
            assertThat(thread.speaksTo(AUTHOR)).isTrue();
            assertThat(thread.speaksTo(FACILITATOR)).isTrue();
            assertThat(thread.speaksTo(COLLEAGUE)).isFalse();
            assertThat(thread.speaksTo(STRANGER)).isFalse();
            assertThat(thread.publicState()).isNull();
        }

        @Test
        void itIsShownAgain() {
            DiscussionThread thread = topic(Audience.PUBLIC);
            thread.hide();
            Written.after(thread).showAgain();
            assertThat(thread.speaksTo(STRANGER)).isTrue();
        }

        @Test
        void aDeletedOneStaysDeleted() {
            DiscussionThread thread = topic(Audience.PUBLIC);
            thread.delete(AUTHOR);
            Written.after(thread).showAgain();
            assertThat(Written.raisedNothing(thread)).isTrue();
            assertThat(thread.speaksTo(AUTHOR)).isFalse();
            assertThat(thread.body()).isEqualTo(PostBody.EMPTY);
        }
    }

    @Test
    void onlyItsAuthorEditsAndDeletesIt() {
        DiscussionThread thread = topic(null);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> thread.edit(FACILITATOR, draft("Arall", null), id -> true, () -> false, NOW));
        assertThatExceptionOfType(DomainException.class).isThrownBy(() -> thread.delete(COLLEAGUE));
    }

    @Test
    void aLockedOneTakesNothing() {
        DiscussionThread thread = topic(null);
        thread.lock();
        Written.after(thread);
        assertThatExceptionOfType(DomainException.class).isThrownBy(thread::mustTakeReplies);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> thread.edit(AUTHOR, draft("Arall", null), id -> true, () -> false, NOW));
        assertThatExceptionOfType(DomainException.class).isThrownBy(thread::lock);
        thread.unlock();
        thread.mustTakeReplies();
    }

    @Test
    void whoeverLeavesIsForgottenAsAuthorAndWhereMentioned() {
        DiscussionThread thread = topic(null);
        thread.forget("somebody else");
        assertThat(Written.raisedNothing(thread)).isTrue();
        thread.forget(BETHAN);
        assertThat(Written.after(thread).body().text()).isEqualTo("Beth am @{gone}?");
        thread.forget("aled");
        assertThat(thread.author()).isNull();
        assertThat(thread.body().text()).isEqualTo("Beth am @{gone}?");
    }
}
