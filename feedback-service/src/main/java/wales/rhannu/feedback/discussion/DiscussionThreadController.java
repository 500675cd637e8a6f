package wales.rhannu.feedback.discussion;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.feedback.discussion.DiscussionThread.Audience;
import wales.rhannu.feedback.discussion.DiscussionThread.Draft;
import wales.rhannu.feedback.discussion.DiscussionThread.Language;
import wales.rhannu.feedback.discussion.DiscussionThread.Visibility;
import wales.rhannu.feedback.discussion.PostViews.AuthorRole;
import wales.rhannu.feedback.discussion.PostViews.Person;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.feedback.outcome.OutcomeView;
import wales.rhannu.feedback.outcome.Outcomes;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members start, follow and read threads; facilitators lock them; public ones can be read by everybody. */
@RestController
@RequestMapping("/api/v1/topics")
class DiscussionThreadController {

    /** A new thread. */
    record NewThread(
            @Nullable String title,
            @Nullable String body,
            @Nullable Language language,
            @Nullable Audience audience,
            @Nullable ThreadSubject about) {}

    /**
     * A thread.
     *
     * @param title missing, as is the body, where it was deleted, or hidden from whoever reads it
     * @param author for members alone; missing where the author has left, or appears by their role
     * @param authorRole what the author is to what this is about, where they appear by it
     * @param mentions the members whom {@code @{id}} in the body means; for members alone
     * @param following whether whoever reads it is told of replies
     */
    record View(
            String id,
            @Nullable String title,
            @Nullable String body,
            Language language,
            Audience audience,
            @Nullable ThreadSubject about,
            Visibility visibility,
            boolean locked,
            @Nullable Person author,
            @Nullable AuthorRole authorRole,
            List<Person> mentions,
            Instant created,
            @Nullable Instant edited,
            @Nullable Boolean following,
            Counts counts,
            @Nullable List<OutcomeView> outcomes) {}

    /** How much there is in a thread; deleted replies are counted, since they are listed. */
    record Counts(long replies) {}

    /** What it said before, the oldest first. */
    record History(List<PostBody.Earlier> items) {}

    private static final String PATH = "/api/v1/topics/";

    private final DiscussionThreads threads;
    private final Replies replies;
    private final ThreadSubscriptions subscriptions;
    private final FollowedTopics followed;
    private final PostingRateLimit rate;
    private final PostViews posts;
    private final Members members;
    private final Outcomes outcomes;
    private final ThreadSubjects subjects;
    private final Clock clock;

    DiscussionThreadController(
            DiscussionThreads threads,
            Replies replies,
            ThreadSubscriptions subscriptions,
            FollowedTopics followed,
            PostingRateLimit rate,
            PostViews posts,
            Members members,
            Outcomes outcomes,
            ThreadSubjects subjects,
            Clock clock) {
        this.threads = threads;
        this.replies = replies;
        this.subscriptions = subscriptions;
        this.followed = followed;
        this.rate = rate;
        this.posts = posts;
        this.members = members;
        this.outcomes = outcomes;
        this.subjects = subjects;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<View> begin(@RequestBody NewThread wanted, RequestContext context, Caller caller) {
        caller.mustHave("member", "facilitator");
        ThreadSubject about = wanted.about();
        if (about != null) {
            subjects.mustBeThere(about);
        }
        Draft draft = new Draft(wanted.title(), wanted.body(), wanted.language(), wanted.audience());
        DiscussionThread begun =
                new DiscussionThread(context.newId(), draft, about, caller.id(), members::isActive, clock.instant());
        rate.mustAllow(caller.id());
        if (!threads.has(begun.id())) { // a repeat is answered as the first time
            rate.mentionsBy(caller.id()).mustAllow(begun.tell().size());
        }
        DiscussionThread thread = threads.add(begun, context);
        return Responses.created(PATH + thread.id(), thread, view(thread, DiscussionCaller.of(caller)));
    }

    @GetMapping
    Page<View> list(
            @RequestParam(required = false) @Nullable String about,
            @RequestParam(name = "followed", defaultValue = "false") boolean areFollowed,
            Paging paging,
            Optional<Caller> caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        if (areFollowed) {
            return followed(paging, reader);
        }
        List<DiscussionThread> found = threads.list(reader, about, paging.after(), paging.limit() + 1);
        List<DiscussionThread> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(items(page, reader), next);
    }

    private Page<View> followed(Paging paging, DiscussionCaller reader) {
        String member = reader.id();
        if (member == null) {
            throw DomainException.of(DomainException.Kind.UNAUTHENTICATED, "unauthenticated");
        }
        Page<DiscussionThread> page =
                followed.page(member, paging, thread -> thread.audience() == Audience.PUBLIC || reader.isMember());
        return new Page<>(items(page.items(), reader), page.next());
    }

    /** Not a conditional answer, because names and outcomes in it change without a new version; the ETag is for PATCH. */
    @GetMapping("/{id}")
    View read(@PathVariable String id, Optional<Caller> caller, HttpServletResponse response) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        DiscussionThread thread = readable(id, reader);
        response.setHeader("ETag", "\"" + thread.version() + "\"");
        return view(thread, reader);
    }

    @PatchMapping("/{id}")
    ResponseEntity<View> edit(@PathVariable String id, MergePatch<Draft> patch, RequestContext context, Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        readable(id, reader).mustBeAuthors(reader);
        rate.mustAllow(caller.id());
        PostingRateLimit.MentionCount mentions = rate.mentionsBy(caller.id());
        DiscussionThread thread = threads.change(id, context, it -> {
            Draft after = patch.applyTo(it.draft(), Draft.class, view(it, reader));
            BooleanSupplier othersReplied = () -> replies.hasAnyNotBy(caller.id(), id);
            int told = it.edit(reader, after, members::isActive, othersReplied, clock.instant());
            if (context.expects(it.version())) {
                mentions.mustAllow(told);
            }
        });
        return Responses.ok(thread, view(thread, reader));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id, RequestContext context, Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        readable(id, reader);
        threads.change(id, context, thread -> thread.delete(reader));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/{id}/history")
    @Operation(operationId = "readTopicHistory")
    History history(@PathVariable String id, Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        DiscussionThread thread = readable(id, reader);
        thread.mustShowItsHistoryTo(reader);
        return new History(thread.body().history());
    }

    @PutMapping("/{id}/followers/me")
    ResponseEntity<Void> follow(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, DiscussionCaller.of(caller));
        caller.mustHave("member", "facilitator");
        subscriptions.say(id, caller.id(), true, context, clock.instant());
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/{id}/followers/me")
    ResponseEntity<Void> unfollow(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, DiscussionCaller.of(caller));
        subscriptions.say(id, caller.id(), false, context, clock.instant());
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/locking")
    ResponseEntity<View> lock(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, DiscussionCaller.of(caller));
        caller.mustHave("facilitator");
        DiscussionThread thread = threads.change(id, context, DiscussionThread::lock);
        return Responses.ok(thread, view(thread, DiscussionCaller.of(caller)));
    }

    @PostMapping("/{id}/unlocking")
    ResponseEntity<View> unlock(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, DiscussionCaller.of(caller));
        caller.mustHave("facilitator");
        DiscussionThread thread = threads.change(id, context, DiscussionThread::unlock);
        return Responses.ok(thread, view(thread, DiscussionCaller.of(caller)));
    }

    private DiscussionThread readable(String id, DiscussionCaller reader) {
        DiscussionThread thread = threads.get(id);
        thread.mustBeReadableBy(reader);
        return thread;
    }

    private View view(DiscussionThread thread, DiscussionCaller reader) {
        String member = reader.id();
        Boolean following = member == null || !reader.isMember()
                ? null
                : subscriptions
                        .find(thread.id(), member)
                        .map(ThreadSubscription::isFollowing)
                        .orElse(member.equals(thread.author()));
        long replied = replies.counts(List.of(thread.id())).getOrDefault(thread.id(), 0L);
        return view(thread, reader, following, replied, outcomes.of(ThreadOutcomeSubject.KIND, thread.id()));
    }

    private List<View> items(List<DiscussionThread> some, DiscussionCaller reader) {
        Map<String, Long> replied =
                replies.counts(some.stream().map(DiscussionThread::id).toList());
        return some.stream()
                .map(thread -> view(thread, reader, null, replied.getOrDefault(thread.id(), 0L), null))
                .toList();
    }

    private View view(
            DiscussionThread thread,
            DiscussionCaller reader,
            @Nullable Boolean following,
            long replied,
            @Nullable List<OutcomeView> came) {
        PostBody body = thread.speaksTo(reader) ? thread.body() : null;
        PostViews.Post post = posts.post(thread.author(), body, subjects.unnamed(thread.about()), reader);
        return new View(
                thread.id(),
                body == null ? null : body.title(),
                post.text(),
                thread.language(),
                thread.audience(),
                thread.about(),
                thread.visibility(),
                thread.isLocked(),
                post.author(),
                post.authorRole(),
                post.mentions(),
                thread.created(),
                thread.edited(),
                following,
                new Counts(replied),
                came);
    }
}
