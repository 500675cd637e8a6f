package wales.rhannu.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.consume.TopicFollower;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestTopics;

/** Following goes on, whatever the listener throws. */
@PlatformTest(topics = "groups.groups")
class FollowingIT {

    @Autowired
    TopicFollower.Factory followers;

    private final String topic = "following" + UUID.randomUUID().toString().substring(0, 8);
    private final List<Long> received = new CopyOnWriteArrayList<>();

    private void publish(long sequence) {
        TestTopics.publish(topic, "wales.rhannu.groups.group-made.v1", "one", sequence, "{\"state\":{}}");
    }

    private void following(TopicFollower.Listener listener) {
        publish(1);
        publish(2);
        TopicFollower following = followers.fromBeginning(topic, listener);
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> received.contains(2L));
        } finally {
            following.close();
        }
    }

    @Test
    void anEventThatTheListenerCannotTakeIsPassedOver() {
        following(new TopicFollower.Listener() {
            @Override
            public void received(ReceivedEvent event) {
                received.add(event.sequence());
                if (event.sequence() == 1) {
                    throw new StackOverflowError("a made-up one");
                }
            }
        });
        assertThat(received).containsExactly(1L, 2L);
    }

    @Test
    void whereMemoryIsShortTheSameEventComesAgain() {
        following(new TopicFollower.Listener() {
            @Override
            public void received(ReceivedEvent event) {
                received.add(event.sequence());
                if (received.size() == 1) {
                    throw new OutOfMemoryError("a made-up one");
                }
            }
        });
        assertThat(received).containsExactly(1L, 1L, 2L);
    }
}
