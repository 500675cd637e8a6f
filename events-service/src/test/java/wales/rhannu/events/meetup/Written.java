package wales.rhannu.events.meetup;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Aggregate;

/** Takes the event off an aggregate as its store does, so that the next change can raise one. */
final class Written {

    private Written() {}

    static Meetup after(Meetup aggregate) {
        try {
            set(Aggregate.class, "raised", aggregate, null);
            return aggregate;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As one that was written by rules of an earlier time. */
    static Meetup saying(Meetup aggregate, MeetupContent content) {
        try {
            set(Meetup.class, "content", aggregate, content);
            return after(aggregate);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Class<?> type, String name, Meetup aggregate, @Nullable Object value)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        field.set(aggregate, value);
    }
}
