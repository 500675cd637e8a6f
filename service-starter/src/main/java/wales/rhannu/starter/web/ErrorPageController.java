package wales.rhannu.starter.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.mongo.TransientFailures;

/** Makes problem details of errors outside the controllers, from filters and from Tomcat itself. */
@Hidden
@RestController
class ErrorPageController implements ErrorController, WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final Problems problems;

    ErrorPageController(Problems problems) {
        this.problems = problems;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
                && TransientFailures.isDatabaseAway(failure)) {
            problems.write(request, response, ProblemAdvice.databaseAway());
            return;
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        problems.write(request, response, status instanceof Integer known ? known : 404);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // within the host's own, which would answer with a page
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new Unreadable(problems)));
    }

    /** Tomcat itself could not read the request: no filter and no controller has seen it. */
    private static final class Unreadable extends ErrorReportValve {

        private final Problems problems;

        Unreadable(Problems problems) {
            this.problems = problems;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            try {
                problems.write(request, response, response.getStatus());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
