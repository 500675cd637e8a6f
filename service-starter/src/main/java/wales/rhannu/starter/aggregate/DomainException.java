package wales.rhannu.starter.aggregate;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that cannot be granted, in the terms of the domain; over HTTP it becomes a problem detail (RFC 9457). */
public final class DomainException extends RuntimeException {

    /** Why; each kind has one HTTP status. */
    public enum Kind {
        MALFORMED(400),
        UNAUTHENTICATED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        CONFLICT(409),
        GONE(410),
        PRECONDITION_FAILED(412),
        TOO_LARGE(413),
        INVALID(422),
        PRECONDITION_REQUIRED(428),
        TOO_MANY(429),
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** Whether it says who may not, and nothing of what there is. */
        boolean isOfTheCaller() {
            return this == UNAUTHENTICATED || this == FORBIDDEN || this == NOT_FOUND;
        }
    }

    private final Kind kind;
    private final String code;
    private final List<Violation> violations;
    private final @Nullable Duration retryAfter;

    private DomainException(
            Kind kind, String code, String detail, List<Violation> violations, @Nullable Duration retryAfter) {
        super(detail);
        this.kind = kind;
        this.code = code;
        this.violations = violations;
        this.retryAfter = retryAfter;
    }

    /**
     * A refusal with a code of its own.
     *
     * @param code stable, in kebab case, the last part of the problem's {@code type}; its title in both languages stands in
     *     {@code problems.properties} and {@code problems_cy.properties}
     * @param detail what to do about it, without personal data
     */
    public static DomainException of(Kind kind, String code, String detail) {
        return new DomainException(kind, code, detail, List.of(), null);
    }

    /** The aggregate's state does not allow it (409). */
    public static DomainException conflict(String code, String detail) {
        return of(Kind.CONFLICT, code, detail);
    }

    /** Whoever asks may not (403). */
    public static DomainException forbidden(String detail) {
        return of(Kind.FORBIDDEN, "forbidden", detail);
    }

    /** There is no such thing, or the caller may not know of it (404). */
    public static DomainException notFound(String detail) {
        return of(Kind.NOT_FOUND, "not-found", detail);
    }

    /** The request cannot be read (400). */
    public static DomainException malformed(String detail) {
        return of(Kind.MALFORMED, "malformed", detail);
    }

    /** The input can be read but not accepted (422). */
    public static DomainException invalid(List<Violation> violations) {
        return new DomainException(
                Kind.INVALID, "invalid", "The request has values that cannot be accepted.", violations, null);
    }

    /** As {@link #invalid(List)}, for one violation. */
    public static DomainException invalid(String pointer, String detail) {
        return invalid(List.of(new Violation(pointer, detail)));
    }

    /** The caller asks for too much at once (429 with Retry-After). */
    public static DomainException tooMany(String code, String detail, Duration retryAfter) {
        return new DomainException(Kind.TOO_MANY, code, detail, List.of(), retryAfter);
    }

    /** It would work later (503 with Retry-After). */
    public static DomainException unavailable(String code, String detail, Duration retryAfter) {
        return new DomainException(Kind.UNAVAILABLE, code, detail, List.of(), retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    public List<Violation> violations() {
        return violations;
    }

    /** When to try again, where that is known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
