package wales.rhannu.feedback.discussion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import wales.rhannu.feedback.discussion.DiscussionThread.Visibility;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/** A member's reply in a thread, possibly to another reply. */
class Reply extends Aggregate<ReplyEvent> {

    private String topic = "";
    private @Nullable String inReplyTo;
    private PostBody body = PostBody.EMPTY;
    private @Nullable String author;
    private Visibility visibility = Visibility.SHOWN;
    private Instant created = Instant.EPOCH;
    private @Nullable Instant edited;
    /** The members to notify of the latest change. */
    private List<Notification> tell = List.of();

    @SuppressWarnings("unused") // the store's
    private Reply() {}

    Reply(
            String id,
            DiscussionThread topic,
            @Nullable String inReplyTo,
            PostBody body,
            String author,
            List<Notification> tell,
            Instant now) {
        super(id);
        this.topic = topic.id();
        this.inReplyTo = inReplyTo;
        this.body = body;
        this.author = author;
        this.tell = List.copyOf(tell);
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new ReplyEvent.Written(topic.body().title()));
    }

    /**
     * Takes what its author says now.
     *
     * @return how many members are told that they are mentioned
     */
    int edit(DiscussionCaller by, @Nullable String text, DiscussionThread in, Predicate<String> known, Instant now) {
        mustBeAuthors(by);
        if (visibility != Visibility.SHOWN) {
            throw DomainException.conflict("not-shown");
        }
        if (body.text().equals(text)) {
            return 0;
        }
        PostBody before = body;
        body = body.edited(null, text, now.truncatedTo(ChronoUnit.MILLIS));
        edited = now.truncatedTo(ChronoUnit.MILLIS);
        tell = body.addressedSince(before).stream()
                .filter(member -> !member.equals(author) && known.test(member))
                .map(member -> new Notification(member, Notification.Reason.MENTIONED))
                .toList();
        raise(new ReplyEvent.Edited(in.body().title()));
        return tell.size();
    }

    void delete(DiscussionCaller by) {
        mustBeAuthors(by);
        if (visibility == Visibility.DELETED) {
            return;
        }
        visibility = Visibility.DELETED;
        body = PostBody.EMPTY;
        tell = List.of();
        raise(new ReplyEvent.Deleted());
    }

    void hide() {
        if (visibility == Visibility.SHOWN) {
            visibility = Visibility.HIDDEN;
            tell = List.of();
            raise(new ReplyEvent.Hidden());
        }
    }

    void showAgain() {
        if (visibility == Visibility.HIDDEN) {
            visibility = Visibility.SHOWN;
            tell = List.of();
            raise(new ReplyEvent.Shown());
        }
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
        raise(new ReplyEvent.PersonRemoved());
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

    String topic() {
        return topic;
    }

    @Nullable
    String inReplyTo() {
        return inReplyTo;
    }

    PostBody body() {
        return body;
    }

    @Nullable
    String author() {
        return author;
    }

    Visibility visibility() {
        return visibility;
    }

    Instant created() {
        return created;
    }

    @Nullable
    Instant edited() {
        return edited;
    }
}
