package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.feedback.discussion.FollowedTopics.Place;
import wales.rhannu.starter.aggregate.Keyset;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The threads. */
// the starter has a bean called topics, of Kafka's
@Repository("discussionTopics")
class DiscussionThreads {

    private final Store<DiscussionThread> store;

    DiscussionThreads(Stores stores) {
        this.store = stores.of(DiscussionThread.class, "topics")
                .publicTopic()
                .holdsPeople()
                .compoundIndex("visibility", "-created", "_id")
                .compoundIndex("visibility", "audience", "-created", "_id")
                .compoundIndex("about.id", "-created", "_id")
                .compoundIndex("author", "-created", "_id")
                .indexed("body.mentions", "tell.member")
                .build();
    }

    DiscussionThread add(DiscussionThread thread, RequestContext context) {
        return store.add(thread, context);
    }

    DiscussionThread change(String id, RequestContext context, Consumer<DiscussionThread> change) {
        return store.change(id, context, change);
    }

    boolean has(String id) {
        return store.find(id).isPresent();
    }

    DiscussionThread get(String id) {
        return store.get(id);
    }

    Optional<DiscussionThread> find(String id) {
        return store.find(id);
    }

    /** Those that name a member, as their author or otherwise. */
    List<String> naming(String member) {
        return store.ids(new Query(naming(new Criteria(), member)));
    }

    static Criteria naming(Criteria criteria, String member) {
        return criteria.orOperator(
                Criteria.where("state.author").is(member),
                Criteria.where("state.body.mentions").is(member),
                Criteria.where("state.tell.member").is(member));
    }

    /**
     * Those that a member began and did not delete, the newest first, behind a place.
     *
     * @param behind the time and the id of the last one
     */
    List<DiscussionThread> begunBy(String member, @Nullable Place behind, int limit) {
        Criteria criteria = Criteria.where("state.author")
                .is(member)
                .and("state.visibility")
                .in("shown", "hidden");
        if (behind != null) {
            criteria = Keyset.descending(criteria, "state.created", behind.at().toString(), behind.id());
        }
        return newestFirst(criteria, limit);
    }

    private List<DiscussionThread> newestFirst(Criteria criteria, int limit) {
        return store.find(new Query(criteria)
                .with(Sort.by(Sort.Order.desc("state.created"), Sort.Order.asc("_id")))
                .limit(limit));
    }

    /** Those that are shown, the newest first, behind one of them. */
    List<DiscussionThread> list(DiscussionCaller caller, @Nullable String about, @Nullable String behind, int limit) {
        Criteria criteria = Criteria.where("state.visibility").is("shown");
        if (!caller.isMember()) {
            criteria = criteria.and("state.audience").is("public");
        }
        if (about != null) {
            criteria = criteria.and("state.about.id").is(about);
        }
        DiscussionThread last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.descending(criteria, "state.created", last.created().toString(), last.id());
        }
        return newestFirst(criteria, limit);
    }
}
