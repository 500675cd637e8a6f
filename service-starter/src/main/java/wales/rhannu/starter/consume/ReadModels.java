package wales.rhannu.starter.consume;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.messaging.Message;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Makes a service's read models, one per topic that it consumes. */
public final class ReadModels {

    private final MongoTemplate mongo;
    private final JsonMapper json;

    ReadModels(MongoTemplate mongo, JsonMapper json) {
        this.mongo = mongo;
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** A read model of a topic, kept in a collection named after it. */
    public <T> ReadModel<T> of(String topic, Class<T> type) {
        return of(topic, type, "of_" + topic.replace('.', '_').replace('-', '_'));
    }

    /** As {@link #of(String, Class)}, in a collection of its own: two read models of one topic never share one. */
    public <T> ReadModel<T> of(String topic, Class<T> type, String collection) {
        return new ReadModel<>(topic, collection, type, mongo, json);
    }

    /** One function for several topics: each message goes to the read model of its topic. */
    public static Consumer<Message<?>> each(ReadModel<?>... models) {
        Map<String, ReadModel<?>> byTopic =
                Stream.of(models).collect(Collectors.toMap(ReadModel::topic, Function.identity()));
        return message -> {
            String topic = ReceivedEvent.topicOf(message);
            ReadModel<?> model = byTopic.get(topic);
            if (model == null) {
                throw new IllegalStateException("No read model is kept of " + topic);
            }
            model.accept(message);
        };
    }
}
