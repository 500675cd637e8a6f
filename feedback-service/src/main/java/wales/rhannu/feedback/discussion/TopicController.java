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
import wales.rhannu.feedback.discussion.People.AuthorRole;
import wales.rhannu.feedback.discussion.People.Person;
import wales.rhannu.feedback.discussion.Topic.Audience;
import wales.rhannu.feedback.discussion.Topic.Draft;
import wales.rhannu.feedback.discussion.Topic.Language;
import wales.rhannu.feedback.discussion.Topic.Visibility;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.feedback.outcome.OutcomeView;
import wales.rhannu.feedback.outcome.Outcomes;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Answers;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** Members start, follow and read topics; facilitators lock them; public ones can be read by everybody. */
@RestController
@RequestMapping("/api/v1/topics")
class TopicController {

    /** A new topic. */
    record Beginning(
            @Nullable String title,
            @Nullable String body,
            @Nullable Language language,
            @Nullable Audience audience,
            @Nullable About about) {}

    /**
     * A topic.
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
            @Nullable About about,
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

    /** How much there is in a topic; deleted replies are counted, since they are listed. */
    record Counts(long replies) {}

    /** What it said before, the oldest first. */
    record History(List<Body.Earlier> items) {}

    private static final String PATH = "/api/v1/topics/";

    private final Topics topics;
    private final Replies replies;
    private final Followings followings;
    private final FollowedTopics followed;
    private final PostingRate rate;
    private final People people;
    private final Members members;
    private final Outcomes outcomes;
    private final Subjects subjects;
    private final Clock clock;

    TopicController(
            Topics topics,
            Replies replies,
            Followings followings,
            FollowedTopics followed,
            PostingRate rate,
            People people,
            Members members,
            Outcomes outcomes,
            Subjects subjects,
            Clock clock) {
        this.topics = topics;
        this.replies = replies;
        this.followings = followings;
        this.followed = followed;
        this.rate = rate;
        this.people = people;
        this.members = members;
        this.outcomes = outcomes;
        this.subjects = subjects;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<View> begin(@RequestBody Beginning beginning, RequestContext context, Caller caller) {
        caller.mustHave("member", "facilitator");
        About about = beginning.about();
        if (about != null) {
            subjects.mustBeThere(about);
        }
        Draft draft = new Draft(beginning.title(), beginning.body(), beginning.language(), beginning.audience());
        Topic begun = new Topic(context.newId(), draft, about, caller.id(), members::isActive, clock.instant());
        rate.mustAllow(caller.id());
        if (!topics.has(begun.id())) { // a repeat is answered as the first time
            rate.mentionsBy(caller.id()).mustAllow(begun.tell().size());
        }
        Topic topic = topics.add(begun, context);
        return Answers.created(PATH + topic.id(), topic, view(topic, Reader.of(caller)));
    }

    @GetMapping
    Page<View> list(
            @RequestParam(required = false) @Nullable String about,
            @RequestParam(name = "followed", defaultValue = "false") boolean areFollowed,
            Paging paging,
            Optional<Caller> caller) {
        Reader reader = Reader.of(caller);
        if (areFollowed) {
            return followed(paging, reader);
        }
        List<Topic> found = topics.list(reader, about, paging.after(), paging.limit() + 1);
        List<Topic> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(items(page, reader), next);
    }

    private Page<View> followed(Paging paging, Reader reader) {
        String member = reader.id();
        if (member == null) {
            throw DomainException.of(DomainException.Kind.UNAUTHENTICATED, "unauthenticated");
        }
        Page<Topic> page =
                followed.page(member, paging, topic -> topic.audience() == Audience.PUBLIC || reader.isMember());
        return new Page<>(items(page.items(), reader), page.next());
    }

    /** Not a conditional answer, because names and outcomes in it change without a new version; the ETag is for PATCH. */
    @GetMapping("/{id}")
    View read(@PathVariable String id, Optional<Caller> caller, HttpServletResponse response) {
        Reader reader = Reader.of(caller);
        Topic topic = readable(id, reader);
        response.setHeader("ETag", "\"" + topic.version() + "\"");
        return view(topic, reader);
    }

    @PatchMapping("/{id}")
    ResponseEntity<View> edit(@PathVariable String id, MergePatch<Draft> patch, RequestContext context, Caller caller) {
        Reader reader = Reader.of(caller);
        readable(id, reader).mustBeAuthors(reader);
        rate.mustAllow(caller.id());
        PostingRate.MentionCount mentions = rate.mentionsBy(caller.id());
        Topic topic = topics.change(id, context, it -> {
            Draft after = patch.applyTo(it.draft(), Draft.class, view(it, reader));
            BooleanSupplier othersReplied = () -> replies.hasAnyNotBy(caller.id(), id);
            int told = it.edit(reader, after, members::isActive, othersReplied, clock.instant());
            if (context.expects(it.version())) {
                mentions.mustAllow(told);
            }
        });
        return Answers.ok(topic, view(topic, reader));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id, RequestContext context, Caller caller) {
        Reader reader = Reader.of(caller);
        readable(id, reader);
        topics.change(id, context, topic -> topic.delete(reader));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/{id}/history")
    @Operation(operationId = "readTopicHistory")
    History history(@PathVariable String id, Caller caller) {
        Reader reader = Reader.of(caller);
        Topic topic = readable(id, reader);
        topic.mustShowItsHistoryTo(reader);
        return new History(topic.body().history());
    }

    @PutMapping("/{id}/followers/me")
    ResponseEntity<Void> follow(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, Reader.of(caller));
        caller.mustHave("member", "facilitator");
        followings.say(id, caller.id(), true, context, clock.instant());
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/{id}/followers/me")
    ResponseEntity<Void> unfollow(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, Reader.of(caller));
        followings.say(id, caller.id(), false, context, clock.instant());
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/locking")
    ResponseEntity<View> lock(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, Reader.of(caller));
        caller.mustHave("facilitator");
        Topic topic = topics.change(id, context, Topic::lock);
        return Answers.ok(topic, view(topic, Reader.of(caller)));
    }

    @PostMapping("/{id}/unlocking")
    ResponseEntity<View> unlock(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, Reader.of(caller));
        caller.mustHave("facilitator");
        Topic topic = topics.change(id, context, Topic::unlock);
        return Answers.ok(topic, view(topic, Reader.of(caller)));
    }

    private Topic readable(String id, Reader reader) {
        Topic topic = topics.get(id);
        topic.mustBeReadableBy(reader);
        return topic;
    }

    private View view(Topic topic, Reader reader) {
        String member = reader.id();
        Boolean following = member == null || !reader.isMember()
                ? null
                : followings
                        .find(topic.id(), member)
                        .map(Following::isFollowing)
                        .orElse(member.equals(topic.author()));
        long replied = replies.counts(List.of(topic.id())).getOrDefault(topic.id(), 0L);
        return view(topic, reader, following, replied, outcomes.of(TopicsAsked.KIND, topic.id()));
    }

    private List<View> items(List<Topic> some, Reader reader) {
        Map<String, Long> replied = replies.counts(some.stream().map(Topic::id).toList());
        return some.stream()
                .map(topic -> view(topic, reader, null, replied.getOrDefault(topic.id(), 0L), null))
                .toList();
    }

    private View view(
            Topic topic, Reader reader, @Nullable Boolean following, long replied, @Nullable List<OutcomeView> came) {
        Body body = topic.speaksTo(reader) ? topic.body() : null;
        People.Post post = people.post(topic.author(), body, subjects.unnamed(topic.about()), reader);
        return new View(
                topic.id(),
                body == null ? null : body.title(),
                post.text(),
                topic.language(),
                topic.audience(),
                topic.about(),
                topic.visibility(),
                topic.isLocked(),
                post.author(),
                post.authorRole(),
                post.mentions(),
                topic.created(),
                topic.edited(),
                following,
                new Counts(replied),
                came);
    }
}
