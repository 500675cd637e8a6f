package wales.rhannu.starter.aggregate;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

        /** Whether the refusal depends on the caller alone, and reveals nothing about the resource. */
        boolean isOfTheCaller() {
            return this == UNAUTHENTICATED || this == FORBIDDEN || this == NOT_FOUND;
        }
    }

    private final Kind kind;
    private final String code;
    private final List<Object> arguments;
    private final List<Violation> violations;
    private final @Nullable Duration retryAfter;

    private DomainException(
            Kind kind, String code, List<Object> arguments, List<Violation> violations, @Nullable Duration retryAfter) {
        this.kind = kind;
        this.code = code;
        this.arguments = arguments;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /**
     * A refusal with a code of its own.
     *
     * @param code stable, in kebab case, the last part of the problem's {@code type}; its title and what it says to do stand in
     *     {@link ErrorMessages}
     * @param arguments of what it says: numbers, and words that are the same in both languages; no personal data
     */
    public static DomainException of(Kind kind, String code, Object... arguments) {
        return new DomainException(kind, code, List.of(arguments), List.of(), null);
    }

    /** The aggregate's state does not allow it (409). */
    public static DomainException conflict(String code, Object... arguments) {
        return of(Kind.CONFLICT, code, arguments);
    }

    /** The caller is not allowed to do this (403). */
    public static DomainException forbidden(String code, Object... arguments) {
        return ofOrSaying(Kind.FORBIDDEN, "forbidden", code, arguments);
    }

    /** The resource does not exist, or the caller may not know that it exists (404). */
    public static DomainException notFound() {
        return of(Kind.NOT_FOUND, "not-found");
    }

    /** As {@link #notFound()}, where more can be said. */
    public static DomainException notFound(String code, Object... arguments) {
        return ofOrSaying(Kind.NOT_FOUND, "not-found", code, arguments);
    }

    /** The request cannot be read (400). */
    public static DomainException malformed(String code, Object... arguments) {
        return ofOrSaying(Kind.MALFORMED, "malformed", code, arguments);
    }

    /** Parts of the request cannot be read (400). */
    public static DomainException malformed(List<Violation> violations) {
        return new DomainException(Kind.MALFORMED, "malformed", List.of(), violations, null);
    }

    /** The input can be read but not accepted (422). */
    public static DomainException invalid(List<Violation> violations) {
        return new DomainException(Kind.INVALID, "invalid", List.of(), violations, null);
    }

    /** As {@link #invalid(List)}, for one violation. */
    public static DomainException invalid(String pointer, String code, Object... arguments) {
        return invalid(List.of(Violation.of(pointer, code, arguments)));
    }

    /** The caller asks for too much at once (429 with Retry-After). */
    public static DomainException tooMany(String code, Duration retryAfter, Object... arguments) {
        return new DomainException(Kind.TOO_MANY, code, List.of(arguments), List.of(), retryAfter);
    }

    /** The request may succeed later (503 with Retry-After). */
    public static DomainException unavailable(String code, Duration retryAfter, Object... arguments) {
        return new DomainException(Kind.UNAVAILABLE, code, List.of(arguments), List.of(), retryAfter);
    }

    /** As {@link #tooMany(String, Duration, Object...)}, with a sentence in English alone. */
    public static DomainException tooMany(String code, String detail, Duration retryAfter) {
        return tooMany(code, retryAfter, detail);
    }

    /** As {@link #unavailable(String, Duration, Object...)}, with a sentence in English alone. */
    public static DomainException unavailable(String code, String detail, Duration retryAfter) {
        return unavailable(code, retryAfter, detail);
    }

    private static DomainException ofOrSaying(Kind kind, String otherwise, String code, Object... arguments) {
        return code.indexOf(' ') < 0 ? of(kind, code, arguments) : of(kind, otherwise, code);
    }

    /** What happened and what to do about it, in English. */
    @Override
    public String getMessage() {
        return detail(Locale.ENGLISH);
    }

    /** What happened and what to do about it, in the language asked for. */
    public String detail(Locale language) {
        if (arguments.size() == 1 && arguments.get(0) instanceof String sentence && sentence.indexOf(' ') > 0) {
            return sentence; // in English alone: it has no code yet
        }
        return ErrorMessages.detail(code, language, arguments).orElse(code);
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

    /** When to try again, if known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
