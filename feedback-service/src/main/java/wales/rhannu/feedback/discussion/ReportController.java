package wales.rhannu.feedback.discussion;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members report posts, and facilitators decide. */
@RestController
@RequestMapping("/api/v1")
class ReportController {

    /** Why something is reported. */
    record NewReport(@Nullable String reason) {}

    /** What is done about a report. */
    record Resolution(Report.@Nullable Decision decision) {}

    /**
     * A report.
     *
     * @param reply missing where the thread itself is meant
     */
    record View(
            String id,
            String topic,
            @Nullable String reply,
            String reason,
            Report.Status status,
            Report.@Nullable Decision decision,
            Instant created,
            @Nullable Instant resolved) {

        static View of(Report report) {
            return new View(
                    report.id(),
                    report.topic(),
                    report.reply(),
                    report.reason(),
                    report.status(),
                    report.decision(),
                    report.created(),
                    report.resolved());
        }
    }

    private final DiscussionThreads threads;
    private final Replies replies;
    private final Reports reports;
    private final PostingRateLimit rate;
    private final Clock clock;

    ReportController(DiscussionThreads threads, Replies replies, Reports reports, PostingRateLimit rate, Clock clock) {
        this.threads = threads;
        this.replies = replies;
        this.reports = reports;
        this.rate = rate;
        this.clock = clock;
    }

    @PostMapping("/topics/{topic}/reports")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<View> reportTopic(
            @PathVariable String topic, @RequestBody NewReport wanted, RequestContext context, Caller caller) {
        readable(topic, caller);
        return made(new Report(topic, null, caller.id(), wanted.reason(), clock.instant()), context, caller);
    }

    @PostMapping("/topics/{topic}/replies/{reply}/reports")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<View> reportReply(
            @PathVariable String topic,
            @PathVariable String reply,
            @RequestBody NewReport wanted,
            RequestContext context,
            Caller caller) {
        readable(topic, caller);
        replies.get(topic, reply);
        return made(new Report(topic, reply, caller.id(), wanted.reason(), clock.instant()), context, caller);
    }

    private void readable(String topic, Caller caller) {
        threads.get(topic).mustBeReadableBy(DiscussionCaller.of(caller));
        caller.mustHave("member", "facilitator");
    }

    private ResponseEntity<View> made(Report report, RequestContext context, Caller caller) {
        rate.mustAllow(caller.id());
        Report made = reports.add(report, context);
        return Responses.created("/api/v1/reports/" + made.id(), made, View.of(made));
    }

    @GetMapping("/reports")
    @Operation(operationId = "listReports")
    Page<View> list(@RequestParam(required = false) @Nullable String status, Paging paging, Caller caller) {
        caller.mustHave("facilitator");
        if (status != null && !Set.of("open", "resolved").contains(status)) {
            throw DomainException.invalid("status", "not-one-of", "open, resolved");
        }
        List<Report> found = reports.list(status, paging.after(), paging.limit() + 1);
        List<Report> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(page.stream().map(View::of).toList(), next, paging.after() == null ? reports.counts() : null);
    }

    @GetMapping("/reports/{id}")
    @Operation(operationId = "readReport")
    ResponseEntity<View> read(@PathVariable String id, Caller caller) {
        caller.mustHave("facilitator");
        Report report = reports.get(id);
        return Responses.ok(report, View.of(report));
    }

    /** The post comes first: should the process die in between, the report is still open, and is decided on again. */
    @PostMapping("/reports/{id}/resolution")
    @Operation(operationId = "resolveReport")
    ResponseEntity<View> resolve(
            @PathVariable String id, @RequestBody Resolution resolution, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        Report.Decision decision = resolution.decision();
        if (decision == null) {
            throw DomainException.invalid("/decision", "not-one-of", "hide, keep");
        }
        Report resolved = reports.change(id, context, report -> {
            report.mustBeOpen();
            if (context.expects(report.version())) {
                carryOut(decision, report.topic(), report.reply());
            }
            report.resolve(decision, clock.instant());
        });
        return Responses.ok(resolved, View.of(resolved));
    }

    private void carryOut(Report.Decision decision, String topic, @Nullable String reply) {
        boolean hide = decision == Report.Decision.HIDE;
        if (reply == null) {
            threads.change(
                    topic, RequestContext.unconditional(), hide ? DiscussionThread::hide : DiscussionThread::showAgain);
        } else {
            replies.change(reply, RequestContext.unconditional(), hide ? Reply::hide : Reply::showAgain);
        }
    }
}
