package wales.rhannu.starter.aggregate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The CloudEvents type of a {@link DomainEvent}: {@code wales.rhannu.<service>.<thing>-<happened>.v1}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /** The type, written out: a class may be renamed, what is published may not. */
    String value();
}
