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

/** The topics. */
// the starter has a bean called topics, of Kafka's
@Repository("discussionTopics")
class Topics {

    private final Store<Topic> store;

    Topics(Stores stores) {
        this.store = stores.of(Topic.class, "topics")
                .publicTopic()
                .holdsPeople()
                .compoundIndex("visibility", "-created", "_id")
                .compoundIndex("visibility", "audience", "-created", "_id")
                .compoundIndex("about.id", "-created", "_id")
                .compoundIndex("author", "-created", "_id")
                .indexed("body.mentions", "tell.member")
                .build();
    }

    Topic add(Topic topic, RequestContext context) {
        return store.add(topic, context);
    }

    Topic change(String id, RequestContext context, Consumer<Topic> change) {
        return store.change(id, context, change);
    }

    boolean has(String id) {
        return store.find(id).isPresent();
    }

    Topic get(String id) {
        return store.get(id);
    }

    Optional<Topic> find(String id) {
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
    List<Topic> begunBy(String member, @Nullable Place behind, int limit) {
        Criteria criteria = Criteria.where("state.author")
                .is(member)
                .and("state.visibility")
                .in("shown", "hidden");
        if (behind != null) {
            criteria = Keyset.descending(criteria, "state.created", behind.at().toString(), behind.id());
        }
        return newestFirst(criteria, limit);
    }

    private List<Topic> newestFirst(Criteria criteria, int limit) {
        return store.find(new Query(criteria)
                .with(Sort.by(Sort.Order.desc("state.created"), Sort.Order.asc("_id")))
                .limit(limit));
    }

    /** Those that are shown, the newest first, behind one of them. */
    List<Topic> list(Reader reader, @Nullable String about, @Nullable String behind, int limit) {
        Criteria criteria = Criteria.where("state.visibility").is("shown");
        if (!reader.isMember()) {
            criteria = criteria.and("state.audience").is("public");
        }
        if (about != null) {
            criteria = criteria.and("state.about.id").is(about);
        }
        Topic last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.descending(criteria, "state.created", last.created().toString(), last.id());
        }
        return newestFirst(criteria, limit);
    }
}
