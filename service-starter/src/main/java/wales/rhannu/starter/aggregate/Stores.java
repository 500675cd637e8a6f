package wales.rhannu.starter.aggregate;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.outbox.Outbox;
import wales.rhannu.starter.topics.TopicDeclaration;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** Makes a service's stores, one per type of aggregate, and declares their topics. */
public final class Stores {

    private final String service;
    private final MongoTemplate mongo;
    private final JsonMapper json;
    private final JsonMapper restoring;
    private final Clock clock;
    private final Outbox outbox;
    private final Topics topics;
    private final TopicSettings topicSettings;
    private final Supplier<@Nullable String> traceparent;

    Stores(
            String service,
            MongoTemplate mongo,
            JsonMapper json,
            Clock clock,
            Outbox outbox,
            Topics topics,
            TopicSettings topicSettings,
            Supplier<@Nullable String> traceparent) {
        this.service = service;
        this.mongo = mongo;
        this.json = json.rebuild()
                .changeDefaultVisibility(visibility -> visibility
                        .withFieldVisibility(Visibility.ANY)
                        .withGetterVisibility(Visibility.NONE)
                        .withIsGetterVisibility(Visibility.NONE)
                        .withSetterVisibility(Visibility.NONE))
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(Include.NON_NULL))
                .build();
        this.restoring = this.json
                .rebuild()
                .annotationIntrospector(AnnotationIntrospector.pair(
                        new NoArgConstructorIntrospector(),
                        json.deserializationConfig().getAnnotationIntrospector()))
                .build();
        this.clock = clock;
        this.outbox = outbox;
        this.topics = topics;
        this.topicSettings = topicSettings;
        this.traceparent = traceparent;
    }

    /**
     * Begins a store.
     *
     * @param plural the name of its collection and, behind the service's, of its topics: {@code case-studies}
     */
    public <A extends Aggregate<?>> Builder<A> of(Class<A> type, String plural) {
        return new Builder<>(this, type, plural);
    }

    /** What a store is told of its aggregate. */
    public static final class Builder<A extends Aggregate<?>> {

        private final Stores stores;
        private final Class<A> type;
        private final String plural;
        private final List<String> unique = new ArrayList<>();
        private final List<String> indexed = new ArrayList<>();
        private final List<Document> compound = new ArrayList<>();
        private SearchTerms<A> terms = SearchTerms.none();
        private final List<PartialTopic<A>> partial = new ArrayList<>();
        private boolean holdsPeople;

        Builder(Stores stores, Class<A> type, String plural) {
            this.stores = stores;
            this.type = type;
            this.plural = plural;
        }

        /** What {@link Aggregate#publicState()} gives goes to {@code <service>.<plural>}, for anyone to read. */
        public Builder<A> publicTopic() {
            partial.add(PartialTopic.open(stores.service + "." + plural));
            return this;
        }

        /**
         * A part of the state, which other services need without the rest, goes to {@code <service>.<name>.internal} where there is
         * one, and when it changes; a tombstone says that there is none any more. Of aggregates that have no such part nothing is
         * sent. At most one for a store.
         *
         * @param type of its events, as {@code wales.rhannu.<service>.<thing>-<happened>.v1}
         * @param of what it says; null for nothing
         */
        public Builder<A> extract(String name, String type, Function<A, @Nullable Object> of) {
            partial.add(new PartialTopic<>(stores.service + "." + name + ".internal", type, "extracted", of));
            return this;
        }

        /**
         * Declares that its topics can hold personal data, so that erased data leaves the brokers' files within the stated time.
         */
        public Builder<A> holdsPeople() {
            this.holdsPeople = true;
            return this;
        }

        /** Makes a field unique among aggregates that have it; a duplicate is refused with 409 {@code <field>-taken}. */
        public Builder<A> unique(String field) {
            unique.add(field);
            return this;
        }

        /**
         * Fields that queries compare with a value, and by which they do not sort: each gets an index of its own, without the
         * aggregates that lack the field.
         */
        public Builder<A> indexed(String... fields) {
            indexed.addAll(List.of(fields));
            return this;
        }

        /**
         * One index of several fields, in the order in which a planner uses them: those that queries compare for equality,
         * then those they sort by, then those of ranges.
         *
         * @param fields {@code _id} is the aggregate's id; a minus before a field makes it descend
         */
        public Builder<A> compoundIndex(String... fields) {
            compound.add(Indexes.of(Stream.of(fields).map(Builder::inState).toArray(String[]::new)));
            return this;
        }

        private static String inState(String field) {
            if (field.equals("_id")) {
                return field;
            }
            return field.startsWith("-") ? "-state." + field.substring(1) : "state." + field;
        }

        /**
         * Words by which aggregates are found, kept beside the state and not published. Queries compare {@link Store#TERMS},
         * for equality or by an anchored regular expression.
         */
        public Builder<A> terms(Function<A, ? extends Collection<String>> terms) {
            this.terms = new SearchTerms<>(terms);
            return this;
        }

        /** The store; its topics are created when the service starts. */
        public Store<A> build() {
            String internal = stores.service + "." + plural + ".internal";
            stores.topics.declare(TopicDeclaration.compacted(internal, holdsPeople, stores.topicSettings));
            for (PartialTopic<A> topic : partial) {
                stores.topics.declare(TopicDeclaration.compacted(topic.name(), holdsPeople, stores.topicSettings));
            }
            index();
            stores.outbox.register(plural);
            return new Store<>(
                    new Documents(stores.mongo, plural),
                    new AggregateMapper<>(type, stores.json, stores.restoring),
                    new OutboxWriter<>(internal, List.copyOf(partial), stores.json, stores.clock, stores.traceparent),
                    terms,
                    List.copyOf(unique),
                    id -> stores.outbox.written(plural, id));
        }

        private void index() {
            List<Document> indexes = new ArrayList<>();
            indexes.add(sparse("pending"));
            unique.forEach(field -> indexes.add(sparse("state." + field).append("unique", true)));
            indexed.forEach(field -> indexes.add(sparse("state." + field)));
            indexes.addAll(compound);
            if (terms.areTaken()) {
                indexes.add(Indexes.of(Store.TERMS, "_id"));
            }
            Indexes.create(stores.mongo, plural, indexes);
        }

        private static Document sparse(String field) {
            return new Document("name", field)
                    .append("key", new Document(field, 1))
                    .append("sparse", true);
        }
    }
}
