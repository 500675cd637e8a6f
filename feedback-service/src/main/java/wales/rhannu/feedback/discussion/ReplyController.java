package wales.rhannu.feedback.discussion;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.feedback.discussion.DiscussionThread.Audience;
import wales.rhannu.feedback.discussion.DiscussionThread.Visibility;
import wales.rhannu.feedback.discussion.PostViews.AuthorRole;
import wales.rhannu.feedback.discussion.PostViews.Person;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members write replies; everybody who may read the thread reads them. */
@RestController
@RequestMapping("/api/v1/topics/{topic}/replies")
class ReplyController {

    /**
     * A new reply.
     *
     * @param audience whom the thread is for, as the replier read it: where anyone may read it by now, the reply is refused
     */
    record NewReply(@Nullable String body, @Nullable String inReplyTo, @Nullable Audience audience) {}

    /** What its author may change. */
    record Draft(@Nullable String body) {}

    /**
     * A reply.
     *
     * @param body missing where it was deleted, or hidden from whoever reads it
     * @param author for members alone; missing where the author has left, or appears by their role
     * @param authorRole what the author is to what the thread is about, where they appear by it
     * @param mentions the members whom {@code @{id}} in the body means; for members alone
     */
    record View(
            String id,
            String topic,
            @Nullable String inReplyTo,
            @Nullable String body,
            Visibility visibility,
            @Nullable Person author,
            @Nullable AuthorRole authorRole,
            List<Person> mentions,
            Instant created,
            @Nullable Instant edited) {}

    private final DiscussionThreads threads;
    private final Replies replies;
    private final ReplyPosting posting;
    private final PostingRateLimit rate;
    private final PostViews posts;
    private final ThreadSubjects subjects;
    private final Members members;
    private final Clock clock;

    ReplyController(
            DiscussionThreads threads,
            Replies replies,
            ReplyPosting posting,
            PostingRateLimit rate,
            PostViews posts,
            ThreadSubjects subjects,
            Members members,
            Clock clock) {
        this.threads = threads;
        this.replies = replies;
        this.posting = posting;
        this.rate = rate;
        this.posts = posts;
        this.subjects = subjects;
        this.members = members;
        this.clock = clock;
    }

    @PostMapping
    @Operation(operationId = "createReply")
    ResponseEntity<View> reply(
            @PathVariable String topic, @RequestBody NewReply answer, RequestContext context, Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        DiscussionThread in = readable(topic, reader);
        caller.mustHave("member", "facilitator");
        rate.mustAllow(caller.id());
        Reply reply = posting.reply(topic, answer.body(), answer.inReplyTo(), answer.audience(), reader, context);
        return Responses.created(
                "/api/v1/topics/" + topic + "/replies/" + reply.id(),
                reply,
                view(reply, subjects.unnamed(in.about()), reader));
    }

    @GetMapping
    Page<View> list(@PathVariable String topic, Paging paging, Optional<Caller> caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        Optional<String> unnamed = subjects.unnamed(readable(topic, reader).about());
        List<Reply> found = replies.in(topic, paging.after(), paging.limit() + 1);
        List<Reply> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(
                page.stream().map(reply -> view(reply, unnamed, reader)).toList(), next);
    }

    /** Not a conditional answer, because names in it change without a new version; the ETag is for PATCH. */
    @GetMapping("/{id}")
    View read(
            @PathVariable String topic,
            @PathVariable String id,
            Optional<Caller> caller,
            HttpServletResponse response) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        DiscussionThread in = readable(topic, reader);
        Reply reply = replies.get(topic, id);
        response.setHeader("ETag", "\"" + reply.version() + "\"");
        return view(reply, subjects.unnamed(in.about()), reader);
    }

    @PatchMapping("/{id}")
    ResponseEntity<View> edit(
            @PathVariable String topic,
            @PathVariable String id,
            MergePatch<Draft> patch,
            RequestContext context,
            Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        DiscussionThread in = readable(topic, reader);
        replies.get(topic, id).mustBeAuthors(reader);
        in.mustTakeReplies();
        rate.mustAllow(caller.id());
        PostingRateLimit.MentionCount mentions = rate.mentionsBy(caller.id());
        Reply reply = replies.change(id, context, it -> {
            Draft after = patch.applyTo(
                    new Draft(it.body().text()), Draft.class, view(it, subjects.unnamed(in.about()), reader));
            int told = it.edit(reader, after.body(), in, members::isActive, clock.instant());
            if (context.expects(it.version())) {
                mentions.mustAllow(told);
            }
        });
        return Responses.ok(reply, view(reply, subjects.unnamed(in.about()), reader));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String topic, @PathVariable String id, RequestContext context, Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        readable(topic, reader);
        replies.get(topic, id);
        replies.change(id, context, reply -> reply.delete(reader));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/{id}/history")
    @Operation(operationId = "readReplyHistory")
    DiscussionThreadController.History history(@PathVariable String topic, @PathVariable String id, Caller caller) {
        DiscussionCaller reader = DiscussionCaller.of(caller);
        readable(topic, reader);
        Reply reply = replies.get(topic, id);
        reply.mustShowItsHistoryTo(reader);
        return new DiscussionThreadController.History(reply.body().history());
    }

    private DiscussionThread readable(String id, DiscussionCaller reader) {
        DiscussionThread topic = threads.get(id);
        topic.mustBeReadableBy(reader);
        return topic;
    }

    /** @param unnamed the member who appears by their role in this thread */
    private View view(Reply reply, Optional<String> unnamed, DiscussionCaller reader) {
        PostBody body = reply.speaksTo(reader) ? reply.body() : null;
        PostViews.Post post = posts.post(reply.author(), body, unnamed, reader);
        return new View(
                reply.id(),
                reply.topic(),
                reply.inReplyTo(),
                post.text(),
                reply.visibility(),
                post.author(),
                post.authorRole(),
                post.mentions(),
                reply.created(),
                reply.edited());
    }
}
