package wales.rhannu.starter.test;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.Stores;
import wales.rhannu.starter.erasure.MemberErasure;
import wales.rhannu.starter.web.Caller;

/** Whether a service keeps members, and whether it erases those who leave. */
final class MemberErasureCheck {

    private MemberErasureCheck() {}

    /**
     * Fails for a service that keeps members' ids and has no bean {@link MemberErasure}. It keeps them when it says so of a
     * store, or when it takes the caller's id and writes to a database.
     */
    static void mustBeErased(JavaClasses service) {
        if (service.stream().anyMatch(MemberErasureCheck::erases)) {
            return;
        }
        keptBy(service).ifPresent(place -> {
            throw new AssertionError("The service keeps members' ids (" + place + ") and has no bean "
                    + MemberErasure.class.getName() + " that erases what it keeps of a member");
        });
    }

    private static boolean erases(JavaClass type) {
        boolean isBean = isA(type, MemberErasure.class) && type.isMetaAnnotatedWith(Component.class);
        boolean hasBean = type.getMethods().stream()
                .anyMatch(method -> method.isAnnotatedWith(Bean.class)
                        && method.getRawReturnType().isAssignableTo(MemberErasure.class));
        return isBean || hasBean;
    }

    private static boolean isA(JavaClass type, Class<?> other) {
        return type.isAssignableTo(other) && !type.isInterface();
    }

    private static Optional<String> keptBy(JavaClasses service) {
        Optional<String> said = where(service, Stores.Builder.class, "holdsPeople");
        if (said.isPresent()) {
            return said;
        }
        boolean writes = where(service, Stores.class, "of").isPresent()
                || service.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .anyMatch(dependency -> dependency.getTargetClass().isAssignableTo(MongoOperations.class));
        return writes ? where(service, Caller.class, "id") : Optional.empty();
    }

    /** The first place that calls a method of a type, or refers to it. */
    private static Optional<String> where(JavaClasses service, Class<?> owner, String method) {
        return service.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(owner)
                        && method.equals(access.getTarget().getName()))
                .map(JavaAccess::getDescription)
                .sorted()
                .findFirst();
    }
}
