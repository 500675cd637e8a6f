package wales.rhannu.feedback.discussion;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Keyset;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The replies. */
@Repository
class Replies {

    private static final String COLLECTION = "replies";

    private final Store<Reply> store;
    private final MongoTemplate mongo;

    Replies(Stores stores, MongoTemplate mongo) {
        this.mongo = mongo;
        this.store = stores.of(Reply.class, COLLECTION)
                .holdsPeople()
                .compoundIndex("topic", "created", "_id")
                .indexed("author", "body.mentions", "tell.member")
                .build();
    }

    Reply add(Reply reply, RequestContext context) {
        return store.add(reply, context);
    }

    Reply change(String id, RequestContext context, Consumer<Reply> change) {
        return store.change(id, context, change);
    }

    boolean has(String id) {
        return store.find(id).isPresent();
    }

    /** @throws DomainException not found, also where it is in another thread */
    Reply get(String topic, String id) {
        return store.find(id).filter(reply -> reply.topic().equals(topic)).orElseThrow(DomainException::notFound);
    }

    /** Whether somebody besides a member replied in a thread, though they may have left since or deleted what they wrote. */
    boolean hasAnyNotBy(String member, String topic) {
        Criteria criteria =
                Criteria.where("state.topic").is(topic).and("state.author").ne(member);
        return !store.ids(new Query(criteria).limit(1)).isEmpty();
    }

    /**
     * How many each of some threads has, in one aggregation over an index. Deleted and hidden ones are among them, as they are in
     * the list of replies; a thread that is missing has none.
     */
    Map<String, Long> counts(Collection<String> topics) {
        Document sought = new Document("state.topic", new Document("$in", List.copyOf(topics)));
        Document group = new Document("_id", "$state.topic").append("count", new Document("$sum", 1));
        Map<String, Long> counts = new HashMap<>();
        mongo.execute(COLLECTION, c -> {
            c.aggregate(List.of(new Document("$match", sought), new Document("$group", group)))
                    .forEach(each -> counts.put(
                            each.getString("_id"),
                            each.get("count", Number.class).longValue()));
            return true;
        });
        return counts;
    }

    /** Those that name a member, as their author or otherwise. */
    List<String> naming(String member) {
        return store.ids(new Query(DiscussionThreads.naming(new Criteria(), member)));
    }

    /** The oldest first, behind one of them. */
    List<Reply> in(String topic, @Nullable String behind, int limit) {
        Criteria criteria = Criteria.where("state.topic").is(topic);
        Reply last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.ascending(criteria, "state.created", last.created().toString(), last.id());
        }
        return store.find(
                new Query(criteria).with(Sort.by("state.created", "_id")).limit(limit));
    }
}
