package wales.rhannu.starter.aggregate;

import java.time.Clock;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.outbox.Outbox;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** Makes the store of notes without Spring. */
public final class NoteStore {

    private NoteStore() {}

    public static Store<Note> of(
            String service,
            MongoTemplate mongo,
            JsonMapper json,
            Clock clock,
            Outbox outbox,
            Topics topics,
            TopicSettings topicSettings) {
        return new Stores(service, mongo, json, clock, outbox, topics, topicSettings, () -> null)
                .of(Note.class, "notes")
                .publicTopic()
                .holdsPeople()
                .unique("label")
                .build();
    }
}
