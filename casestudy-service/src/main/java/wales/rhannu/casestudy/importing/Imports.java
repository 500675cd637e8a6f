package wales.rhannu.casestudy.importing;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Keyset;
import wales.rhannu.starter.aggregate.ListCounts;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The imports there are. */
@Repository
class Imports {

    private static final int MOST_ROWS = 100_000;
    private static final int MOST_WAITING = 100;
    private static final int MOST_READING = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Query IS_WAITING =
            new Query(Criteria.where("state.state").is("waiting"));

    private final Semaphore reading = new Semaphore(MOST_READING);

    private final Store<Import> store;
    private final ImportFiles files;
    private final Clock clock;

    Imports(Stores stores, ImportFiles files, Clock clock) {
        this.store = stores.of(Import.class, "imports")
                .compoundIndex("state", "requestedAt", "_id")
                .compoundIndex("-requestedAt", "_id")
                .indexed("bulkAction.state")
                .build();
        this.files = files;
        this.clock = clock;
    }

    /**
     * Takes a file to go through. It is read to its end here, so that one that is not what its mapping says is refused while
     * somebody is there to be told.
     *
     * @throws DomainException invalid, with what is wrong with the file or the mapping
     */
    Import request(
            SourceFileValidator.Content file, byte[] mapping, boolean publish, String importer, RequestContext context)
            throws IOException {
        Mapping read = MappingReader.read(mapping);
        mustHaveRoom();
        int total = validated(file, read);
        String content;
        try (InputStream in = file.open()) {
            content = files.keep(in, new ImportFiles.Order(mapping, importer), clock.instant());
        }
        Import added;
        try {
            added = store.add(
                    new Import(context.newId(), read.source(), total, publish, content, clock.instant()), context);
        } catch (DomainException refusal) {
            files.remove(content);
            throw refusal;
        }
        if (!added.content().equals(content)) {
            // a repeat: the first one's file is worked on, or was
            files.remove(content);
            if (added.publish() != publish) {
                throw DomainException.of(
                        DomainException.Kind.INVALID,
                        "idempotency-key-reused",
                        "This Idempotency-Key came with another request before.");
            }
        }
        return added;
    }

    /** A small batch, because each report holds a row in memory. */
    private int validated(SourceFileValidator.Content file, Mapping mapping) throws IOException {
        try {
            if (!reading.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw DomainException.unavailable("too-many-imports", "Too many files are read at once.", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DomainException.unavailable("too-many-imports", "The service is stopping.", PATIENCE);
        }
        try {
            return SourceFileValidator.validate(file, mapping, MOST_ROWS);
        } finally {
            reading.release();
        }
    }

    private void mustHaveRoom() {
        if (store.count(IS_WAITING) >= MOST_WAITING) {
            throw DomainException.unavailable(
                    "busy", "Too many imports wait to be gone through.", Duration.ofMinutes(1));
        }
    }

    Import get(String id) {
        return store.get(id);
    }

    Import change(String id, Consumer<Import> change) {
        return store.change(id, RequestContext.unconditional(), change);
    }

    /** Those that are not over, the oldest first. */
    List<Import> waiting() {
        return store.find(
                new Query(Criteria.where("state.state").is("waiting")).with(Sort.by("state.requestedAt", "_id")));
    }

    /** Those whose drafts something is to be done with. */
    List<Import> withBulkActions() {
        return store.find(new Query(Criteria.where("state.bulkAction.state").is("waiting")));
    }

    /** Asks for something to be done with all drafts of one. */
    Import request(String id, BulkAction.Kind kind, RequestContext context) {
        return store.change(id, context, job -> job.request(kind, clock.instant()));
    }

    /** What is kept for those that are not over. */
    Set<String> contents() {
        return waiting().stream().map(Import::content).collect(Collectors.toSet());
    }

    /** How many there are of each state; those that are gone through are still waiting. */
    Map<String, Long> counts() {
        return ListCounts.of(
                store, List.of("waiting", "done", "failed"), state -> state, state -> Criteria.where("state.state")
                        .is(state));
    }

    /** The newest first, behind one of them. */
    List<Import> behind(@Nullable String id, int limit) {
        Query query = Optional.ofNullable(id)
                .flatMap(store::find)
                .map(last -> new Query(Keyset.descending(
                        new Criteria(), "state.requestedAt", last.requestedAt().toString(), last.id())))
                .orElseGet(Query::new);
        return store.find(query.with(Sort.by(Sort.Order.desc("state.requestedAt"), Sort.Order.asc("_id")))
                .limit(limit));
    }
}
