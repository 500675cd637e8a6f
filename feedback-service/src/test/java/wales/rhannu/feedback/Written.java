package wales.rhannu.feedback;

import java.lang.reflect.Field;
import wales.rhannu.starter.aggregate.Aggregate;

/** Takes the event off an aggregate as its store does, so that the next change can raise one. */
public final class Written {

    private Written() {}

    public static <A extends Aggregate<?>> A after(A aggregate) {
        try {
            Field raised = Aggregate.class.getDeclaredField("raised");
            raised.setAccessible(true);
            raised.set(aggregate, null);
            return aggregate;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it raised nothing since. */
    public static boolean raisedNothing(Aggregate<?> aggregate) {
        try {
            Field raised = Aggregate.class.getDeclaredField("raised");
            raised.setAccessible(true);
            return raised.get(aggregate) == null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
