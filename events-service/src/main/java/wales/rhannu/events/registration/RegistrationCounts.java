package wales.rhannu.events.registration;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.registration.Registration.State;

/** How many come to the meetups of a page: one aggregation over an index, whatever the number of meetups. */
@Repository
class RegistrationCounts {

    /** The registrations that are counted together. */
    record Key(String meetup, State state, AttendanceMode mode) {}

    private final MongoTemplate mongo;

    RegistrationCounts(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /** Those who have a place and those who wait; a key that is missing stands for nobody. */
    Map<Key, Long> of(Collection<String> meetups) {
        Document sought = new Document("state.meetup", new Document("$in", List.copyOf(meetups)))
                .append("state.state", new Document("$in", List.of(State.REGISTERED.text(), State.WAITING.text())));
        Document group = new Document(
                        "_id",
                        new Document("meetup", "$state.meetup")
                                .append("state", "$state.state")
                                .append("mode", "$state.mode"))
                .append("count", new Document("$sum", 1));
        Map<Key, Long> counts = new HashMap<>();
        mongo.execute(Registrations.COLLECTION, c -> {
            c.aggregate(List.of(new Document("$match", sought), new Document("$group", group)))
                    .forEach(each -> counts.put(
                            key(each.get("_id", Document.class)),
                            each.get("count", Number.class).longValue()));
            return true;
        });
        return counts;
    }

    private static Key key(Document group) {
        return new Key(
                group.getString("meetup"),
                State.REGISTERED.text().equals(group.getString("state")) ? State.REGISTERED : State.WAITING,
                AttendanceMode.ONLINE.text().equals(group.getString("mode"))
                        ? AttendanceMode.ONLINE
                        : AttendanceMode.IN_PERSON);
    }
}
