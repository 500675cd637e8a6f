package wales.rhannu.starter.web;

import com.mongodb.MongoException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import wales.rhannu.starter.aggregate.Refusal;
import wales.rhannu.starter.aggregate.Violation;

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
        Refusal refusal = refusal(failure);
        if (refusal != null) {
            problems.write(request, response, refusal);
        } else if (failure instanceof ErrorResponse known) {
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            problems.write(request, response, known.getStatusCode().value());
        } else {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
            problems.write(request, response, 500);
        }
    }

    private static @Nullable Refusal refusal(Exception failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof HttpMessageNotReadableException unreadable) {
            return unreadable(unreadable.getCause());
        }
        if (failure instanceof JacksonException unreadable) {
            return unreadable(unreadable);
        }
        if (failure instanceof MethodArgumentNotValidException invalid) {
            List<Violation> violations = new ArrayList<>();
            invalid.getFieldErrors()
                    .forEach(error -> violations.add(new Violation(
                            "/"
                                    + error.getField()
                                            .replace('.', '/')
                                            .replace("[", "/")
                                            .replace("]", ""),
                            String.valueOf(error.getDefaultMessage()))));
            return Refusal.invalid(violations);
        }
        if (failure instanceof MethodArgumentTypeMismatchException mismatch) {
            return Refusal.malformed("The value of " + mismatch.getName() + " is of the wrong type.");
        }
        if (failure instanceof InvalidParameterException) {
            return Refusal.malformed("The query has bytes that are no UTF-8.");
        }
        if (failure instanceof MaxUploadSizeExceededException) {
            return Refusal.of(Refusal.Kind.TOO_LARGE, "too-large", "The upload is larger than is taken.");
        }
        if (failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException
                || failure instanceof MongoException) {
            log.warn("The database is away: {}", failure.toString());
            return Refusal.unavailable(
                    "database-away", "The database does not answer: try again in a moment.", Duration.ofSeconds(5));
        }
        return null;
    }

    private static Refusal unreadable(@Nullable Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        if (cause instanceof DatabindException databind && !databind.getPath().isEmpty()) {
            return Refusal.invalid(pointer(databind), sentence(databind));
        }
        String reason = cause instanceof JacksonException json ? ": " + sentence(json) : ".";
        return Refusal.malformed("The body is no JSON that can be read" + reason);
    }

    static String pointer(DatabindException failure) {
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
        return message.replaceAll("`?wales\\.rhannu\\.[\\w.$]+`?", "the type expected")
                .replaceAll("(?s)\\n.*", "");
    }
}
