package wales.rhannu.starter.consume;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.messaging.Message;

/** A topic that this service consumes, with its group and its consumer. */
record ConsumedTopic(String topic, String group, Supplier<Consumer<Message<?>>> consumer) {

    String deadLetterTopic() {
        return ConsumerErrorHandling.deadLetterTopic(group, topic);
    }
}
