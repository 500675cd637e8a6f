package wales.rhannu.starter.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.mongo.Away;

/** Turns whatever a controller throws into a refusal, and that into a problem detail. */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private final Problems problems;

    ProblemAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    void any(Exception failure, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (failure instanceof AccessDeniedException) {
            throw failure; // Spring Security knows whether to ask for a token
        }
        DomainException refusal = refusal(failure, request);
        if (refusal != null) {
            problems.write(request, response, refusal);
        } else if (isReaderGone(failure)) {
            log.debug(
                    "Whoever sent {} {} went away: {}",
                    request.getMethod(),
                    request.getRequestURI(),
                    failure.toString());
        } else if (failure instanceof ErrorResponse known) {
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            problems.write(request, response, known.getStatusCode().value());
        } else {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
            problems.write(request, response, 500);
        }
    }

    /** Nobody is left to answer, which is no fault of ours. */
    private static boolean isReaderGone(Exception failure) {
        return failure instanceof AsyncRequestNotUsableException || failure instanceof ClientAbortException;
    }

    private static @Nullable DomainException refusal(Exception failure, HttpServletRequest request) {
        if (failure instanceof DomainException refusal) {
            return refusal;
        }
        if (failure instanceof HttpMessageNotReadableException unreadable) {
            if (unreadable.getCause() == null && hasBody(request)) {
                return DomainException.invalid("", "null stands for nothing here.");
            }
            return unreadable(unreadable.getCause());
        }
        if (failure instanceof JacksonException unreadable) {
            return unreadable(unreadable);
        }
        if (failure instanceof MethodArgumentNotValidException invalid) {
            return DomainException.invalid(violations(invalid, ""));
        }
        if (failure instanceof HandlerMethodValidationException invalid && !invalid.isForReturnValue()) {
            return DomainException.invalid(invalid.getParameterValidationResults().stream()
                    .flatMap(ProblemAdvice::violations)
                    .toList());
        }
        if (failure instanceof ConstraintViolationException invalid) {
            return DomainException.invalid(invalid.getConstraintViolations().stream()
                    .map(it -> new Violation(pointer(it.getPropertyPath().toString()), it.getMessage()))
                    .toList());
        }
        if (failure instanceof MethodArgumentTypeMismatchException mismatch) {
            return DomainException.malformed("The value of " + mismatch.getName() + " is of the wrong type.");
        }
        if (failure instanceof InvalidParameterException) {
            return DomainException.malformed("The query has bytes that are no UTF-8.");
        }
        if (failure instanceof MaxUploadSizeExceededException) {
            return DomainException.of(
                    DomainException.Kind.TOO_LARGE, "too-large", "The upload is larger than is taken.");
        }
        if (failure instanceof MultipartException) {
            return DomainException.malformed("The upload cannot be read.");
        }
        if (Away.isDatabaseAway(failure)) {
            log.warn("The database is away: {}", failure.toString());
            return databaseAway();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                log.warn("The broker is away: {}", failure.toString());
                return DomainException.unavailable(
                        "broker-away", "The broker does not answer: try again in a moment.", Duration.ofSeconds(5));
            }
        }
        return null;
    }

    static DomainException databaseAway() {
        return DomainException.unavailable(
                "database-away", "The database does not answer: try again in a moment.", Duration.ofSeconds(5));
    }

    private static Stream<Violation> violations(ParameterValidationResult invalid) {
        Integer index = invalid.getContainerIndex();
        if (invalid instanceof ParameterErrors body) {
            return violations(body, index == null ? "" : "/" + index).stream();
        }
        String name = String.valueOf(invalid.getMethodParameter().getParameterName());
        return invalid.getResolvableErrors().stream()
                .map(error -> new Violation(name, String.valueOf(error.getDefaultMessage())));
    }

    private static List<Violation> violations(Errors errors, String under) {
        return errors.getAllErrors().stream()
                .map(error -> new Violation(
                        under + (error instanceof FieldError at ? pointer(at.getField()) : ""),
                        String.valueOf(error.getDefaultMessage())))
                .toList();
    }

    /** {@code a.b[0]} as {@code /a/b/0}. */
    private static String pointer(String path) {
        return path.isEmpty()
                ? ""
                : "/" + path.replace('.', '/').replace("[", "/").replace("]", "");
    }

    private static DomainException unreadable(@Nullable Throwable cause) {
        if (cause instanceof DomainException refusal) {
            return refusal;
        }
        if (cause instanceof JacksonException unfit && isOfWrongContent(unfit)) {
            return unfit.getCause() instanceof DomainException refusal
                    ? refusal
                    : DomainException.invalid(pointer(unfit), sentence(unfit));
        }
        String reason = cause instanceof JacksonException json ? ": " + sentence(json) : ".";
        return DomainException.malformed("The body is no JSON that can be read" + reason);
    }

    /** Whether the JSON itself could be read to its end. */
    private static boolean isOfWrongContent(JacksonException failure) {
        if (!(failure instanceof DatabindException || failure instanceof InputCoercionException)) {
            return false;
        }
        String message = String.valueOf(failure.getOriginalMessage());
        return !failure.getPath().isEmpty()
                || !(message.startsWith("No content") || message.startsWith("Trailing token"));
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getAttribute(BodyFilter.BODY) instanceof byte[] body
                && !new String(body, StandardCharsets.UTF_8).isBlank();
    }

    private static String pointer(JacksonException failure) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            pointer.append('/')
                    .append(
                            name == null
                                    ? Integer.toString(step.getIndex())
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    /** The first sentence: the rest names classes of ours. */
    private static String sentence(JacksonException failure) {
        String message = String.valueOf(failure.getOriginalMessage());
        return message.replaceAll("`?\\b(?:[a-z]\\w*\\.)+[A-Z][\\w.$]*(?:<[^`]*>)?`?", "the type expected")
                .replaceAll("(?s)(\\n|: Failed to deserialize).*", "");
    }
}
