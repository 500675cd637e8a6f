package wales.rhannu.starter.aggregate;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Lets Jackson make aggregates by their constructor without arguments alone. It would prefer a public one whose parameters
 * are named like fields, which checks rules and raises events: what is restored passed those before, and may lack fields.
 */
final class NoArgConstructorIntrospector extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonCreator.@Nullable Mode findCreatorAnnotation(MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedConstructor constructor
                        && constructor.getParameterCount() > 0
                        && Aggregate.class.isAssignableFrom(constructor.getDeclaringClass())
                ? JsonCreator.Mode.DISABLED
                : null;
    }
}
