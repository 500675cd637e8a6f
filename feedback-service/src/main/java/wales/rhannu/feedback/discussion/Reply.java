package wales.rhannu.feedback.discussion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import wales.rhannu.feedback.discussion.Topic.Visibility;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/** A member's reply in a topic, possibly to another reply. */
class Reply extends Aggregate<ReplyEvent> {

    private String topic = "";
    private @Nullable String inReplyTo;
    private Body body = Body.EMPTY;
    private @Nullable String author;
    private Visibility visibility = Visibility.SHOWN;
    private Instant created = Instant.EPOCH;
    private @Nullable Instant edited;
    /** The members to notify of the latest change. */
    private List<Told> tell = List.of();

    @SuppressWarnings("unused") // the store's
    private Reply() {}

    Reply(String id, Topic topic, @Nullable String inReplyTo, Body body, String author, List<Told> tell, Instant now) {
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
    int edit(Reader by, @Nullable String text, Topic in, Predicate<String> known, Instant now) {
        mustBeAuthors(by);
        if (visibility != Visibility.SHOWN) {
            throw DomainException.conflict("not-shown");
        }
        if (body.text().equals(text)) {
            return 0;
        }
        Body before = body;
        body = body.edited(null, text, now.truncatedTo(ChronoUnit.MILLIS));
        edited = now.truncatedTo(ChronoUnit.MILLIS);
        tell = body.addressedSince(before).stream()
                .filter(member -> !member.equals(author) && known.test(member))
                .map(member -> new Told(member, Told.Because.MENTIONED))
                .toList();
        raise(new ReplyEvent.Edited(in.body().title()));
        return tell.size();
    }

    void delete(Reader by) {
        mustBeAuthors(by);
        if (visibility == Visibility.DELETED) {
            return;
        }
        visibility = Visibility.DELETED;
        body = Body.EMPTY;
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

    void mustBeAuthors(Reader by) {
        if (author == null || !author.equals(by.id())) {
            throw DomainException.forbidden("not-author");
        }
    }

    void mustShowItsHistoryTo(Reader by) {
        if (!by.isFacilitator()) {
            mustBeAuthors(by);
        }
    }

    /** Whether what it says is shown to somebody. */
    boolean speaksTo(Reader reader) {
        boolean theirs = author != null && author.equals(reader.id());
        return visibility == Visibility.SHOWN || visibility == Visibility.HIDDEN && (theirs || reader.isFacilitator());
    }

    List<Told> tell() {
        return tell;
    }

    String topic() {
        return topic;
    }

    @Nullable
    String inReplyTo() {
        return inReplyTo;
    }

    Body body() {
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
