package wales.rhannu.events.registration;

import java.lang.reflect.Field;
import wales.rhannu.starter.aggregate.Aggregate;

/** Takes the event off an aggregate as its store does, so that the next change can raise one. */
final class Written {

    private Written() {}

    static Registration after(Registration aggregate) {
        try {
            Field raised = Aggregate.class.getDeclaredField("raised");
            raised.setAccessible(true);
            raised.set(aggregate, null);
            return aggregate;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
