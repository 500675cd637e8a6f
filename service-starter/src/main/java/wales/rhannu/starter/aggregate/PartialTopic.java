package wales.rhannu.starter.aggregate;

import java.util.Objects;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A topic that gets a part of an aggregate's state, when that part changes: nothing for one that never had it, a tombstone once it
 * has it no more.
 *
 * @param type of its events; null where they have the type of what happened
 * @param told the field of a document with the hash of the part, as the last event told it
 * @param of the part; null for none
 */
record PartialTopic<A extends Aggregate<?>>(
        String name, @Nullable String type, String told, Function<A, @Nullable Object> of) {

    /**
     * What an aggregate gives to the topic.
     *
     * @param state null for nothing
     * @param hash tells one state from another; null for none
     */
    record Part(PartialTopic<?> topic, @Nullable ObjectNode state, @Nullable String hash) {

        boolean isNewsAfter(Document before) {
            return !Objects.equals(hash, before.getString(topic.told));
        }

        /** Remembers what the topic has. */
        void note(Document set, Document unset) {
            if (hash == null) {
                unset.append(topic.told, "");
            } else {
                set.append(topic.told, hash);
            }
        }
    }

    /** What anyone may read. */
    static <A extends Aggregate<?>> PartialTopic<A> open(String name) {
        return new PartialTopic<>(name, null, "published", Aggregate::publicState);
    }

    Part part(A aggregate, AggregateMapper<A> mapper) {
        ObjectNode state = mapper.part(aggregate, of);
        return new Part(this, state, state == null ? null : Hashes.sha256(state.toString()));
    }
}
