package wales.rhannu.feedback.outcome;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/** The outcome of a question to people: we asked, you said, we did. */
class Outcome extends Aggregate<OutcomeEvent> {

    private static final int LONGEST_TEXT = 5_000;
    private static final int LONGEST_TITLE = 300;
    private static final int MOST_UPDATES = 50;
    private static final int MOST_CHARACTERS = 150_000;

    /** How far what was decided is. */
    enum Progress {
        PLANNED,
        UNDER_WAY,
        DONE,
        NOT_DONE
    }

    /**
     * What people were asked by.
     *
     * @param kind {@code ranking} or {@code topic}
     */
    record SubjectReference(@Nullable String kind, @Nullable String id) {}

    /** The guidance that changed. */
    record Guidance(@Nullable Bilingual title, @Nullable String url) {}

    /**
     * What is told.
     *
     * @param youSaid a summary of what people said
     * @param weDid what was done about it, or will be
     * @param reason why nothing is done; required where that is so
     * @param on when it was done, or is to be
     */
    @Schema(name = "OutcomeAccount")
    record Statement(
            @Nullable Bilingual youSaid,
            @Nullable Bilingual weDid,
            @Nullable Progress progress,
            @Nullable Bilingual reason,
            @Nullable Guidance guidance,
            @Nullable LocalDate on) {

        Progress progressTold() {
            return progress == null ? Progress.PLANNED : progress;
        }

        void mustBeComplete() {
            Violations violations = new Violations();
            violations.required("/youSaid", youSaid, LONGEST_TEXT);
            violations.required("/weDid", weDid, LONGEST_TEXT);
            if (progress == null) {
                violations.add("/progress", "not-one-of", "planned, under-way, done, not-done");
            }
            if (progress == Progress.NOT_DONE || reason != null) {
                violations.required("/reason", reason, LONGEST_TEXT);
            }
            if (guidance != null) {
                violations.required("/guidance/title", guidance.title(), LONGEST_TITLE);
                violations.required("/guidance/url", guidance.url(), Integer.MAX_VALUE);
                violations.address("/guidance/url", guidance.url());
            }
            violations.mustHold();
        }

        int characters() {
            return length(youSaid) + length(weDid) + length(reason) + (guidance == null ? 0 : length(guidance.title()));
        }

        private static int length(@Nullable Bilingual text) {
            return text == null
                    ? 0
                    : String.valueOf(text.cy()).length()
                            + String.valueOf(text.en()).length();
        }
    }

    /** What was told before, until something else was. */
    @Schema(name = "EarlierOutcome")
    record Earlier(Statement account, Instant since, Instant until) {}

    private SubjectReference asked = new SubjectReference(null, null);
    private Statement account = new Statement(null, null, null, null, null, null);
    private List<Earlier> history = List.of();
    private Instant created = Instant.EPOCH;
    private Instant changed = Instant.EPOCH;

    @SuppressWarnings("unused") // the store's
    private Outcome() {}

    Outcome(String id, SubjectReference asked, Statement account, Instant now) {
        super(id);
        account.mustBeComplete();
        this.asked = asked;
        this.account = account;
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        this.changed = this.created;
        raise(new OutcomeEvent.Told(account.progressTold()));
    }

    /** Updates the outcome; previous versions stay readable. */
    void update(Statement after, Instant now) {
        after.mustBeComplete();
        if (after.equals(account)) {
            return;
        }
        List<Earlier> told = new ArrayList<>(history);
        told.add(new Earlier(account, changed, now.truncatedTo(ChronoUnit.MILLIS)));
        int characters = after.characters()
                + told.stream()
                        .mapToInt(earlier -> earlier.account().characters())
                        .sum();
        if (told.size() > MOST_UPDATES || characters > MOST_CHARACTERS) {
            throw DomainException.conflict("told-too-often");
        }
        Progress before = account.progressTold();
        history = List.copyOf(told);
        account = after;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new OutcomeEvent.Updated(before, after.progressTold()));
    }

    Statement account() {
        return account;
    }

    List<Earlier> history() {
        return history;
    }

    Instant created() {
        return created;
    }

    OutcomeView view() {
        return new OutcomeView(id(), asked, account, created, changed);
    }

    /** As the view, where the store adds the id. */
    record Open(
            SubjectReference asked,
            @JsonUnwrapped Statement account,
            List<Earlier> history,
            Instant created,
            Instant changed) {}

    @Override
    protected Object publicState() {
        return new Open(asked, account, history, created, changed);
    }
}
