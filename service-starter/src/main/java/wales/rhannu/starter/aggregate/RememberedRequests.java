package wales.rhannu.starter.aggregate;

import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The requests with an {@code Idempotency-Key} that were carried out on an aggregate, kept in its document: the one that made
 * it for as long as it exists, and the last ones after it. Of each there are hashes alone.
 */
final class RememberedRequests {

    /** The request that created the aggregate. */
    static final String CREATED_BY = "createdBy";

    /** The requests since, the latest last. */
    static final String REQUESTS = "requests";

    /** The maximum number, not counting the request that created the aggregate. */
    static final int MOST = 20;

    private RememberedRequests() {}

    /**
     * Whether a request was carried out before.
     *
     * @throws DomainException invalid, when its key came with another body
     */
    static boolean contain(Document document, RequestContext context) {
        String key = context.requestKey();
        if (key == null) {
            return false;
        }
        String hash = Hashes.sha256(key);
        if (isThis(document.get(CREATED_BY, Document.class), hash, context)) {
            return true;
        }
        return document.getList(REQUESTS, Document.class, List.of()).stream()
                .anyMatch(request -> isThis(request, hash, context));
    }

    private static boolean isThis(@Nullable Document request, String hash, RequestContext context) {
        if (request == null || !hash.equals(request.getString("key"))) {
            return false;
        }
        if (!Objects.equals(request.getString("fingerprint"), context.fingerprint())) {
            throw DomainException.of(DomainException.Kind.INVALID, "idempotency-key-reused");
        }
        return true;
    }

    /** The stored form of a request; null if it has no key. */
    static @Nullable Document entry(RequestContext context) {
        String key = context.requestKey();
        return key == null
                ? null
                : new Document("key", Hashes.sha256(key)).append("fingerprint", context.fingerprint());
    }

    /** The {@code $push} that remembers a request; as an update of one field it keeps both of two concurrent requests. */
    static Document push(Document entry) {
        return new Document(REQUESTS, new Document("$each", List.of(entry)).append("$slice", -MOST));
    }
}
