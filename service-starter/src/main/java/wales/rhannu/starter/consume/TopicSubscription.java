package wales.rhannu.starter.consume;

import java.util.function.Consumer;
import org.springframework.messaging.Message;

/**
 * A topic that is read beside the service's functions, in a group of its own and with dead letters as theirs: a bean of
 * this needs no binding, and the topic need not exist yet.
 *
 * @param group what the service's name is followed by in the group's: {@code standing} in {@code notes-service.standing}
 */
public record TopicSubscription(String topic, String group, Consumer<Message<?>> consumer) {}
