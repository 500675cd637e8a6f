package wales.rhannu.feedback.discussion;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.feedback.discussion.FollowedTopics.Place;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Keyset;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** Who follows what. */
@Repository
class ThreadSubscriptions {

    private final Store<ThreadSubscription> store;

    ThreadSubscriptions(Stores stores) {
        this.store = stores.of(ThreadSubscription.class, "followings")
                .holdsPeople()
                .compoundIndex("topic", "following", "_id")
                .compoundIndex("member", "following", "-since", "_id")
                .build();
    }

    Optional<ThreadSubscription> find(String topic, String member) {
        return store.find(ThreadSubscription.idOf(topic, member));
    }

    /** Sets whether a member follows a thread. */
    void say(String topic, String member, boolean following, RequestContext context, Instant now) {
        String id = ThreadSubscription.idOf(topic, member);
        if (store.find(id).isEmpty()) {
            try {
                store.add(new ThreadSubscription(topic, member, following, now), context);
                return;
            } catch (DomainException refusal) {
                if (!refusal.code().equals("already-exists")) {
                    throw refusal;
                }
            }
        }
        store.change(id, context, it -> it.change(following, now));
    }

    List<ThreadSubscription> in(String topic, int limit) {
        return store.find(new Query(Criteria.where("state.topic")
                        .is(topic)
                        .and("state.following")
                        .is(true))
                .with(Sort.by("_id"))
                .limit(limit));
    }

    /** Those of some threads of which a member has said whether they follow them. */
    Set<String> decided(String member, Collection<String> topics) {
        Set<String> ids = Set.copyOf(store.ids(new Query(Criteria.where("_id")
                .in(topics.stream()
                        .map(it -> ThreadSubscription.idOf(it, member))
                        .toList()))));
        return topics.stream()
                .filter(it -> ids.contains(ThreadSubscription.idOf(it, member)))
                .collect(Collectors.toSet());
    }

    /**
     * What a member says they follow, the latest first, behind a place.
     *
     * @param behind the time and the id of the last one
     */
    List<ThreadSubscription> of(String member, @Nullable Place behind, int limit) {
        Criteria criteria =
                Criteria.where("state.member").is(member).and("state.following").is(true);
        if (behind != null) {
            criteria = Keyset.descending(criteria, "state.since", behind.at().toString(), behind.id());
        }
        return store.find(new Query(criteria)
                .with(Sort.by(Sort.Order.desc("state.since"), Sort.Order.asc("_id")))
                .limit(limit));
    }

    /** Erases all subscriptions of a member. */
    void forget(String member) {
        for (String following :
                store.ids(new Query(Criteria.where("state.member").is(member)))) {
            try {
                store.change(following, RequestContext.unconditional(), ThreadSubscription::erase);
            } catch (DomainException refusal) {
                if (refusal.kind() != DomainException.Kind.NOT_FOUND) {
                    throw refusal;
                }
                // another delivery of the same event was faster
            }
        }
    }
}
