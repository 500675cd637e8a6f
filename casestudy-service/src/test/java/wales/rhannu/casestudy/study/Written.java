package wales.rhannu.casestudy.study;

import java.lang.reflect.Field;
import wales.rhannu.starter.aggregate.Aggregate;

/** Takes the event off an aggregate as its store does, so that the next change can raise one. */
final class Written {

    private Written() {}

    static CaseStudy after(CaseStudy study) {
        try {
            Field raised = Aggregate.class.getDeclaredField("raised");
            raised.setAccessible(true);
            raised.set(study, null);
            return study;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
