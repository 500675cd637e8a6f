package wales.rhannu.starter.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import tools.jackson.core.JacksonException;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.mongo.TransientFailures;

/** Turns exceptions of controllers into problem details. */
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

    /** The client has disconnected; there is nobody to answer. */
    private static boolean isReaderGone(Exception failure) {
        return failure instanceof AsyncRequestNotUsableException || failure instanceof ClientAbortException;
    }

    private static @Nullable DomainException refusal(Exception failure, HttpServletRequest request) {
        if (failure instanceof DomainException refusal) {
            return refusal;
        }
        if (failure instanceof HttpMessageNotReadableException unreadable) {
            return unreadable.getCause() instanceof DomainException refusal
                    ? refusal
                    : hasBody(request)
                            ? DomainException.invalid("", "null-not-taken")
                            : DomainException.malformed("body-missing");
        }
        if (failure instanceof JacksonException unreadable) {
            return DomainException.invalid(JsonFault.all(unreadable));
        }
        if (failure instanceof MethodArgumentNotValidException invalid) {
            return DomainException.invalid(violations(invalid, ""));
        }
        if (failure instanceof HandlerMethodValidationException invalid && !invalid.isForReturnValue()) {
            return DomainException.invalid(invalid.getParameterValidationResults().stream()
                    .flatMap(ProblemAdvice::violations)
                    .toList());
        }
        if (failure instanceof MethodArgumentTypeMismatchException mismatch) {
            return DomainException.malformed(
                    List.of(JsonFault.of(mismatch.getName(), mismatch.getRequiredType(), mismatch.getValue())));
        }
        if (failure instanceof MissingServletRequestParameterException missing) {
            return DomainException.malformed(List.of(Violation.of(missing.getParameterName(), "required")));
        }
        if (failure instanceof MissingServletRequestPartException missing) {
            return DomainException.malformed(List.of(Violation.of("/" + missing.getRequestPartName(), "required")));
        }
        if (failure instanceof InvalidParameterException) {
            return DomainException.malformed("query-not-utf-8");
        }
        if (failure instanceof MaxUploadSizeExceededException) {
            return DomainException.of(DomainException.Kind.TOO_LARGE, "upload-too-large");
        }
        if (failure instanceof MultipartException) {
            return DomainException.malformed("upload-unreadable");
        }
        if (TransientFailures.isDatabaseAway(failure)) {
            log.warn("The database is away: {}", failure.toString());
            return databaseAway();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                log.warn("The broker is away: {}", failure.toString());
                return DomainException.unavailable("broker-away", Duration.ofSeconds(5));
            }
        }
        return null;
    }

    static DomainException databaseAway() {
        return DomainException.unavailable("database-away", Duration.ofSeconds(5));
    }

    private static Stream<Violation> violations(ParameterValidationResult invalid) {
        Integer index = invalid.getContainerIndex();
        if (invalid instanceof ParameterErrors body) {
            return violations(body, index == null ? "" : "/" + index).stream();
        }
        String name = String.valueOf(invalid.getMethodParameter().getParameterName());
        return invalid.getResolvableErrors().stream().map(error -> Violation.of(name, code(error)));
    }

    private static List<Violation> violations(Errors errors, String under) {
        return errors.getAllErrors().stream()
                .map(error -> Violation.of(
                        under + (error instanceof FieldError at ? pointer(at.getField()) : ""), code(error)))
                .toList();
    }

    /** By the name of the constraint, and never by its own words. */
    private static String code(MessageSourceResolvable error) {
        String[] codes = error.getCodes();
        String constraint = codes == null || codes.length == 0 ? "" : codes[codes.length - 1];
        return constraint.equals("NotNull") || constraint.equals("NotBlank") || constraint.equals("NotEmpty")
                ? "required"
                : "not-acceptable-value";
    }

    /** {@code a.b[0]} as {@code /a/b/0}. */
    private static String pointer(String path) {
        return path.isEmpty()
                ? ""
                : "/" + path.replace('.', '/').replace("[", "/").replace("]", "");
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getAttribute(BodyFilter.BODY) instanceof byte[] body
                && !new String(body, StandardCharsets.UTF_8).isBlank();
    }
}
