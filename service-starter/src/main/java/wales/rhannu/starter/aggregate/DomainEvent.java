package wales.rhannu.starter.aggregate;

import java.util.Map;

/**
 * What happened to an aggregate: a record that carries {@link EventType}, whose components become the {@code change} of
 * the published event.
 */
public interface DomainEvent {

    /** The part of the change for the public topic; nothing unless overridden. */
    default Object publicChange() {
        return Map.of();
    }

    /** Whether this event replaces one of its own type that still waits to be published, as autosaves of a draft do. */
    default boolean replacesPending() {
        return false;
    }
}
