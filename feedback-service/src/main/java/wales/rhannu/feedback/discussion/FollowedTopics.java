package wales.rhannu.feedback.discussion;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/**
 * The threads that a member follows: those of which they said so, and those that they began and of which they said nothing.
 * Nothing is written for the latter when they begin one, so nothing can be lacking, whenever they began it.
 */
@Component
class FollowedTopics {

    /** A place in one of the two lists: when its last element was, and its id. */
    record Place(Instant at, String id) {

        static Place of(ThreadSubscription subscription) {
            return new Place(subscription.since(), subscription.id());
        }

        static Place of(DiscussionThread thread) {
            return new Place(thread.created(), thread.id());
        }

        private static String text(@Nullable Place place) {
            return place == null ? "/" : place.at() + "/" + place.id();
        }

        private static @Nullable Place of(String at, String id) {
            return id.isEmpty() ? null : new Place(Instant.parse(at), id);
        }
    }

    private final DiscussionThreads threads;
    private final ThreadSubscriptions subscriptions;

    FollowedTopics(DiscussionThreads threads, ThreadSubscriptions subscriptions) {
        this.threads = threads;
        this.subscriptions = subscriptions;
    }

    /** The latest first, by when they began to follow; those that they may not read are left out. */
    Page<DiscussionThread> page(String member, Paging paging, Predicate<DiscussionThread> readable) {
        String[] parts = paging.after() == null
                ? new String[] {"", "", "", ""}
                : paging.after().split("/", -1);
        Place saidAfter = place(parts, 0);
        Place begunAfter = place(parts, 2);
        List<ThreadSubscription> said = subscriptions.of(member, saidAfter, paging.limit() + 1);
        List<DiscussionThread> begun = begun(member, begunAfter, paging.limit() + 1);
        List<DiscussionThread> page = new ArrayList<>();
        int ofSaid = 0;
        int ofBegun = 0;
        while (page.size() < paging.limit() && (ofSaid < said.size() || ofBegun < begun.size())) {
            DiscussionThread next;
            if (ofBegun == begun.size()
                    || ofSaid < said.size()
                            && !said.get(ofSaid)
                                    .since()
                                    .isBefore(begun.get(ofBegun).created())) {
                ThreadSubscription subscription = said.get(ofSaid++);
                saidAfter = Place.of(subscription);
                next = threads.find(subscription.topic()).orElse(null);
            } else {
                next = begun.get(ofBegun++);
                begunAfter = Place.of(next);
            }
            if (next != null && readable.test(next)) {
                page.add(next);
            }
        }
        boolean more = ofSaid < said.size()
                || ofBegun < begun.size()
                || said.size() > paging.limit()
                || begun.size() > paging.limit();
        return new Page<>(page, more ? Paging.cursor(Place.text(saidAfter) + "/" + Place.text(begunAfter)) : null);
    }

    /** Reads on while it finds threads that the member has unfollowed, or follows anyway. */
    private List<DiscussionThread> begun(String member, @Nullable Place behind, int wanted) {
        List<DiscussionThread> begun = new ArrayList<>();
        Place at = behind;
        while (begun.size() < wanted) {
            List<DiscussionThread> chunk = threads.begunBy(member, at, wanted);
            Set<String> decided = subscriptions.decided(
                    member, chunk.stream().map(DiscussionThread::id).toList());
            for (DiscussionThread thread : chunk) {
                at = Place.of(thread);
                if (!decided.contains(thread.id())) {
                    begun.add(thread);
                }
            }
            if (chunk.size() < wanted) {
                break;
            }
        }
        return begun;
    }

    private static @Nullable Place place(String[] parts, int first) {
        try {
            if (parts.length == 4) {
                return Place.of(parts[first], parts[first + 1]);
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw DomainException.malformed(List.of(Violation.of("after", "after-not-a-cursor")));
    }
}
