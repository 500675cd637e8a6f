package wales.rhannu.feedback.discussion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/** A discussion thread, on its own or about a subject. */
class DiscussionThread extends Aggregate<DiscussionThreadEvent> {

    enum Language {
        CY,
        EN
    }

    enum Audience {
        PUBLIC,
        MEMBERS
    }

    /** Whether what a post says is shown. */
    enum Visibility {
        SHOWN,
        HIDDEN,
        DELETED
    }

    /** What its author may change. */
    record Draft(
            @Nullable String title, @Nullable String body, @Nullable Language language, @Nullable Audience audience) {}

    private PostBody body = PostBody.EMPTY;
    private Language language = Language.CY;
    private Audience audience = Audience.MEMBERS;
    private @Nullable ThreadSubject about;
    private @Nullable String author;
    private Visibility visibility = Visibility.SHOWN;
    private boolean locked;
    /** Whether somebody besides its author replied, or is about to, while it was for members: then that is what it stays. */
    private boolean audienceSettled;

    private Instant created = Instant.EPOCH;
    private @Nullable Instant edited;
    /** The members to notify of the latest change. */
    private List<Notification> tell = List.of();

    @SuppressWarnings("unused") // the store's
    private DiscussionThread() {}

    /** @param known whether somebody who is mentioned is a member */
    DiscussionThread(
            String id,
            Draft draft,
            @Nullable ThreadSubject about,
            String author,
            Predicate<String> known,
            Instant now) {
        super(id);
        mustBeComplete(draft);
        this.body = PostBody.of(draft.title(), draft.body());
        this.language = Objects.requireNonNull(draft.language());
        this.audience = draft.audience() == null ? Audience.MEMBERS : draft.audience();
        this.about = about;
        this.author = author;
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        this.tell = mentioned(body.addressed(), known);
        raise(new DiscussionThreadEvent.Written());
    }

    private static void mustBeComplete(Draft draft) {
        Violations violations = new Violations();
        violations.required("/title", draft.title(), Integer.MAX_VALUE);
        violations.required("/body", draft.body(), Integer.MAX_VALUE);
        if (draft.language() == null) {
            violations.add("/language", "not-one-of", "cy, en");
        }
        violations.mustHold();
    }

    private List<Notification> mentioned(List<String> members, Predicate<String> known) {
        return members.stream()
                .filter(member -> !member.equals(author) && known.test(member))
                .map(member -> new Notification(member, Notification.Reason.MENTIONED))
                .toList();
    }

    Draft draft() {
        return new Draft(body.title(), body.text(), language, audience);
    }

    /**
     * Takes what its author says now.
     *
     * @param othersReplied whether there is a reply of somebody else; asked only where that matters
     * @return how many members are told that they are mentioned
     */
    int edit(DiscussionCaller by, Draft after, Predicate<String> known, BooleanSupplier othersReplied, Instant now) {
        mustBeAuthors(by);
        mustBeShown();
        mustNotBeLocked();
        mustBeComplete(after);
        if (after.equals(draft())) {
            return 0;
        }
        boolean widens = audience == Audience.MEMBERS && after.audience() == Audience.PUBLIC;
        if (widens && (audienceSettled || othersReplied.getAsBoolean())) {
            throw DomainException.conflict("audience-settled");
        }
        PostBody before = body;
        boolean same = Objects.equals(after.title(), body.title()) && Objects.equals(after.body(), body.text());
        if (!same) {
            body = body.edited(after.title(), after.body(), now.truncatedTo(ChronoUnit.MILLIS));
            edited = now.truncatedTo(ChronoUnit.MILLIS);
        }
        language = Objects.requireNonNull(after.language());
        audience = after.audience() == null ? audience : after.audience();
        tell = mentioned(body.addressedSince(before), known);
        raise(new DiscussionThreadEvent.Edited());
        return tell.size();
    }

    /** Whether {@link #settleAudience} has to come before a reply of this member. */
    boolean mustSettleAudienceFor(String replier) {
        return audience == Audience.MEMBERS && !audienceSettled && !replier.equals(author);
    }

    /**
     * Somebody besides its author is about to reply for members alone: its audience is never wider from then on. As a
     * widening changes the thread too, the later one of both sees the earlier one and is refused.
     */
    void settleAudience(String replier) {
        mustTakeReplies();
        mustBeFor(Audience.MEMBERS);
        if (mustSettleAudienceFor(replier)) {
            audienceSettled = true;
            tell = List.of();
            raise(new DiscussionThreadEvent.AudienceSettled());
        }
    }

    /** @throws DomainException conflict, where more may read it than whoever replies takes it to be for */
    void mustBeFor(@Nullable Audience meant) {
        if (meant == Audience.MEMBERS && audience == Audience.PUBLIC) {
            throw DomainException.conflict("audience-widened");
        }
    }

    void delete(DiscussionCaller by) {
        mustBeAuthors(by);
        if (visibility == Visibility.DELETED) {
            return;
        }
        visibility = Visibility.DELETED;
        body = PostBody.EMPTY;
        tell = List.of();
        raise(new DiscussionThreadEvent.Deleted());
    }

    void hide() {
        if (visibility == Visibility.SHOWN) {
            visibility = Visibility.HIDDEN;
            tell = List.of();
            raise(new DiscussionThreadEvent.Hidden());
        }
    }

    void showAgain() {
        if (visibility == Visibility.HIDDEN) {
            visibility = Visibility.SHOWN;
            tell = List.of();
            raise(new DiscussionThreadEvent.Shown());
        }
    }

    void lock() {
        if (locked) {
            throw DomainException.conflict("locked");
        }
        locked = true;
        tell = List.of();
        raise(new DiscussionThreadEvent.Locked());
    }

    void unlock() {
        if (!locked) {
            throw DomainException.conflict("not-locked");
        }
        locked = false;
        tell = List.of();
        raise(new DiscussionThreadEvent.Unlocked());
    }

    /** Removes a member who left; the text stays. */
    void forget(String member) {
        boolean told = tell.stream().anyMatch(it -> it.member().equals(member));
        if (!member.equals(author) && !body.mentions().contains(member) && !told) {
            return;
        }
        if (member.equals(author)) {
            author = null;
        }
        body = body.withoutMentionOf(member);
        tell = List.of();
        raise(new DiscussionThreadEvent.PersonRemoved());
    }

    void mustBeReadableBy(DiscussionCaller caller) {
        if (audience == Audience.MEMBERS && !caller.isMember()) {
            // in the words of the store: what somebody may not know of does not exist
            throw DomainException.notFound();
        }
    }

    /** @throws DomainException conflict, unless replies are taken */
    void mustTakeReplies() {
        mustBeShown();
        mustNotBeLocked();
    }

    private void mustBeShown() {
        if (visibility != Visibility.SHOWN) {
            throw DomainException.conflict("not-shown");
        }
    }

    private void mustNotBeLocked() {
        if (locked) {
            throw DomainException.conflict("locked");
        }
    }

    void mustBeAuthors(DiscussionCaller by) {
        if (author == null || !author.equals(by.id())) {
            throw DomainException.forbidden("not-author");
        }
    }

    void mustShowItsHistoryTo(DiscussionCaller by) {
        if (!by.isFacilitator()) {
            mustBeAuthors(by);
        }
    }

    /** Whether what it says is shown to somebody. */
    boolean speaksTo(DiscussionCaller caller) {
        boolean theirs = author != null && author.equals(caller.id());
        return visibility == Visibility.SHOWN || visibility == Visibility.HIDDEN && (theirs || caller.isFacilitator());
    }

    List<Notification> tell() {
        return tell;
    }

    PostBody body() {
        return body;
    }

    Language language() {
        return language;
    }

    Audience audience() {
        return audience;
    }

    @Nullable
    ThreadSubject about() {
        return about;
    }

    @Nullable
    String author() {
        return author;
    }

    Visibility visibility() {
        return visibility;
    }

    boolean isLocked() {
        return locked;
    }

    Instant created() {
        return created;
    }

    @Nullable
    Instant edited() {
        return edited;
    }

    @Override
    protected @Nullable Object publicState() {
        if (audience != Audience.PUBLIC || visibility != Visibility.SHOWN) {
            return null;
        }
        return new PublicThread(
                body.title(), PostBody.withoutPeople(body.text()), language, about, locked, created, edited);
    }
}
