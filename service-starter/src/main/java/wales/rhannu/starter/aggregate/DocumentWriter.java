package wales.rhannu.starter.aggregate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.PartialTopic.Part;
import wales.rhannu.starter.outbox.PendingEvent;

/**
 * Makes what one write puts into the document of an aggregate: the new state, the event that waits, and the request. Updates
 * are by field, so that no write brings back what another removed.
 */
record DocumentWriter<A extends Aggregate<?>>(AggregateMapper<A> mapper, OutboxWriter<A> outbox, SearchTerms<A> terms) {

    /** The document of a new aggregate. */
    Document created(A aggregate, DomainEvent event, RequestContext context) {
        ObjectNode state = mapper.state(aggregate);
        List<Part> parts = parts(aggregate);
        PendingEvent pending = outbox.event(event, state, parts, outbox.sequenceAfter(0), new Document());
        Document document = new Document("_id", aggregate.id())
                .append("version", 1L)
                .append("sequence", pending.sequence())
                .append("state", Bson.from(state))
                .append("pending", pending.sequence())
                .append(PendingEvent.OUTBOX, new Document(pending.key(), pending.toDocument()));
        document.putAll(terms.of(aggregate, 1));
        Document request = RememberedRequests.entry(context);
        if (request != null) {
            document.append(RememberedRequests.CREATED_BY, request);
        }
        parts.forEach(part -> part.note(document, new Document()));
        return document;
    }

    /**
     * The update by which an aggregate that raised an event takes the place of the one before.
     *
     * @throws DomainException unavailable when too much waits to be published
     */
    Document changed(Document before, A aggregate, DomainEvent event, RequestContext context) {
        long sequence = outbox.sequenceAfter(aggregate.sequence());
        Document update = aggregate.erased()
                ? erasing(outbox.erasure(event, sequence, before), context)
                : changing(before, aggregate, event, sequence, context);
        update.get("$set", Document.class)
                .append("version", aggregate.version() + 1)
                .append("sequence", sequence);
        return update;
    }

    private Document changing(Document before, A aggregate, DomainEvent event, long sequence, RequestContext context) {
        OutboxWriter.mustHaveRoom(before);
        ObjectNode state = mapper.state(aggregate);
        List<Part> parts = parts(aggregate);
        PendingEvent pending = outbox.event(event, state, parts, sequence, before);
        Document set = new Document("state", Bson.from(state))
                .append(PendingEvent.OUTBOX + "." + pending.key(), pending.toDocument());
        set.putAll(terms.of(aggregate, aggregate.version() + 1));
        Document unset = new Document();
        parts.forEach(part -> part.note(set, unset));
        if (event.replacesPending()) {
            OutboxWriter.replaceable(before, pending)
                    .ifPresent(key -> unset.append(PendingEvent.OUTBOX + "." + key, ""));
        }
        Document update = new Document("$set", set).append("$min", new Document("pending", sequence));
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        Document request = RememberedRequests.entry(context);
        return request == null ? update : update.append("$push", RememberedRequests.push(request));
    }

    /** Removes everything except the id and a hash of the erasing request, by which its repeat is recognised. */
    private Document erasing(PendingEvent tombstones, RequestContext context) {
        Document request = RememberedRequests.entry(context);
        Document set = new Document("erased", true)
                .append("pending", tombstones.sequence())
                .append(PendingEvent.OUTBOX, new Document(tombstones.key(), tombstones.toDocument()))
                .append(RememberedRequests.REQUESTS, request == null ? List.of() : List.of(request));
        Document unset = new Document("state", "").append(RememberedRequests.CREATED_BY, "");
        outbox.partialTopics().forEach(topic -> unset.append(topic.told(), ""));
        unset.putAll(SearchTerms.fields());
        return new Document("$set", set).append("$unset", unset);
    }

    /**
     * The update by which the topics of parts with a type of their own are told what an earlier version of the service did not
     * tell them; empty where they know.
     */
    Optional<Document> retold(Document before, A aggregate) {
        return outbox.partialTopics().stream()
                .filter(topic -> topic.type() != null)
                .map(topic -> topic.part(aggregate, mapper))
                .filter(part -> part.isNewsAfter(before))
                .findFirst()
                .map(part -> retold(part, aggregate));
    }

    private Document retold(Part part, A aggregate) {
        long sequence = outbox.sequenceAfter(aggregate.sequence());
        PendingEvent pending =
                outbox.retelling(part, Objects.requireNonNull(part.topic().type()), sequence);
        Document set = new Document("version", aggregate.version() + 1)
                .append("sequence", sequence)
                .append(PendingEvent.OUTBOX + "." + pending.key(), pending.toDocument());
        Document unset = new Document();
        part.note(set, unset);
        Document update = new Document("$set", set).append("$min", new Document("pending", sequence));
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }

    private List<Part> parts(A aggregate) {
        return outbox.partialTopics().stream()
                .map(topic -> topic.part(aggregate, mapper))
                .toList();
    }
}
