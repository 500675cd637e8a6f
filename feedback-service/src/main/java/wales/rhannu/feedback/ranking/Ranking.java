package wales.rhannu.feedback.ranking;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import wales.rhannu.feedback.result.Result;
import wales.rhannu.feedback.result.Tally;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/** Options for members to rank from most to least useful. */
class Ranking extends Aggregate<RankingEvent> {

    enum Status {
        DRAFT,
        OPEN,
        CLOSING,
        CLOSED;

        /** As the API says it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Status status = Status.DRAFT;
    private @Nullable String author;
    private RankingContent content = RankingContent.EMPTY;
    private Instant created = Instant.EPOCH;
    private @Nullable Instant opened;
    private @Nullable Instant closed;
    /** When it closes by itself, in milliseconds since the epoch, while it is open: what the sweep looks for. */
    private @Nullable Long closes;
    /** Which attempt to count it is under way, or succeeded; 0 while none was begun. */
    private long attempt;
    /** When that attempt began, in milliseconds since the epoch, while it is under way. */
    private @Nullable Long attemptBegan;

    /** How many ballots were counted, once it is closed; missing where a version closed it that did not note it. */
    private @Nullable Integer counted;
    /** What the ballots say, once it is closed; null where they are too few to be told of. */
    private @Nullable Result result;

    @SuppressWarnings("unused") // the store's
    private Ranking() {}

    /** @param author null where nobody in particular wrote it */
    Ranking(String id, RankingContent content, @Nullable String author, Instant now) {
        super(id);
        content.mustBeWithinBounds();
        this.content = content;
        this.author = author;
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new RankingEvent.Drafted());
    }

    void edit(RankingContent after) {
        mustBeDraft();
        after.mustBeWithinBounds();
        if (after.equals(content)) {
            return;
        }
        content = after;
        raise(new RankingEvent.Edited());
    }

    void open(Instant now) {
        mustBeDraft();
        content.mustBeComplete(now);
        status = Status.OPEN;
        opened = now.truncatedTo(ChronoUnit.MILLIS);
        Instant until = content.closesAt();
        closes = until == null ? null : until.toEpochMilli();
        raise(new RankingEvent.Opened());
    }

    /** Stops taking ballots and starts an attempt to count; if an earlier attempt did not end, starts another one. */
    void beginClosing(Instant now) {
        if (status != Status.OPEN && status != Status.CLOSING) {
            throw notOpen();
        }
        status = Status.CLOSING;
        closes = null;
        attempt++;
        attemptBegan = now.toEpochMilli();
        raise(new RankingEvent.ClosingBegun(attempt));
    }

    /** Stores the result of an attempt, unless a later one has been started. */
    void close(long byAttempt, Result of, Instant now) {
        if (status != Status.CLOSING || byAttempt != attempt) {
            return;
        }
        status = Status.CLOSED;
        attemptBegan = null;
        closed = now.truncatedTo(ChronoUnit.MILLIS);
        counted = of.voters().people();
        Tally byPerson = of.byPerson();
        result = byPerson == null ? null : of;
        raise(new RankingEvent.Closed(byPerson == null ? null : byPerson.condorcetWinner()));
    }

    /** Takes back a result that a version published of fewer ballots than are told of. */
    void withholdResult() {
        if (result == null || result.hasEnoughBallots()) {
            return;
        }
        counted = result.voters().people();
        result = null;
        raise(new RankingEvent.ResultWithheld());
    }

    void discard() {
        mustBeDraft();
        erase(new RankingEvent.Erased());
    }

    /** Its author left: a draft goes too. */
    void forget(String member) {
        if (!member.equals(author)) {
            return;
        }
        if (status == Status.DRAFT) {
            erase(new RankingEvent.Erased());
            return;
        }
        author = null;
        raise(new RankingEvent.AuthorRemoved());
    }

    private void mustBeDraft() {
        if (status != Status.DRAFT) {
            throw DomainException.conflict("not-a-draft");
        }
    }

    /** @throws DomainException conflict, unless ballots are taken now */
    void mustTakeBallots(Instant now) {
        if (!takesBallots(now)) {
            throw notOpen();
        }
    }

    boolean takesBallots(Instant now) {
        return status == Status.OPEN && (closes == null || closes > now.toEpochMilli());
    }

    static DomainException notOpen() {
        return DomainException.conflict("not-open");
    }

    boolean isOpen() {
        return status == Status.OPEN;
    }

    boolean isClosed() {
        return status == Status.CLOSED;
    }

    boolean isDraft() {
        return status == Status.DRAFT;
    }

    boolean isWrittenBy(String member) {
        return member.equals(author);
    }

    Status status() {
        return status;
    }

    long attempt() {
        return attempt;
    }

    RankingContent content() {
        return content;
    }

    Instant created() {
        return created;
    }

    /** @throws DomainException conflict, before it is closed */
    Result result() {
        if (status != Status.CLOSED) {
            throw DomainException.conflict("not-closed");
        }
        Result told = told();
        return told == null ? Result.ofTooFew(counted()) : told;
    }

    private @Nullable Result told() {
        return result != null && result.hasEnoughBallots() ? result : null;
    }

    private int counted() {
        if (counted != null) {
            return counted;
        }
        return result == null ? 0 : result.voters().people();
    }

    /**
     * A ranking as anyone may read it.
     *
     * @param status open, closing while the ballots are counted, or closed
     * @param counted how many ballots were counted, once it is closed
     * @param result once it is closed; missing where fewer than three ballots were counted
     */
    record Open(
            @Nullable Bilingual title,
            @Nullable Bilingual description,
            List<RankingContent.Option> options,
            Status status,
            Instant created,
            @Nullable Instant opened,
            @Nullable Instant closesAt,
            @Nullable Instant closed,
            @Nullable Integer counted,
            @Nullable Result result) {

        Open withoutResult() {
            return new Open(title, description, options, status, created, opened, closesAt, closed, counted, null);
        }
    }

    Open view() {
        return new Open(
                content.title(),
                content.description(),
                content.options(),
                status,
                created,
                opened,
                content.closesAt(),
                closed,
                status == Status.CLOSED ? counted() : null,
                told());
    }

    @Override
    protected @Nullable Object publicState() {
        return status == Status.DRAFT ? null : view();
    }
}
