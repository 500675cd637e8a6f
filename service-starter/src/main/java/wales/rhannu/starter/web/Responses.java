package wales.rhannu.starter.web;

import java.net.URI;
import org.springframework.http.ResponseEntity;
import wales.rhannu.starter.aggregate.Aggregate;

/** Responses with the version of the resource as their {@code ETag}. */
public final class Responses {

    private Responses() {}

    /** 200, or 304 where the caller has this version already. */
    public static <T> ResponseEntity<T> ok(Aggregate<?> aggregate, T view) {
        return ResponseEntity.ok().eTag(etag(aggregate)).body(view);
    }

    /** 201, with where it is now. */
    public static <T> ResponseEntity<T> created(String location, Aggregate<?> aggregate, T view) {
        return ResponseEntity.created(URI.create(location))
                .eTag(etag(aggregate))
                .body(view);
    }

    private static String etag(Aggregate<?> aggregate) {
        return "\"" + aggregate.version() + "\"";
    }
}
