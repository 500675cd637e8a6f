package wales.rhannu.quickstart;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to the gateway; when it does not answer, the command fails with one line instead of a stack trace. */
final class Http {

    private Http() {}

    static <T> HttpResponse<T> send(HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (IOException e) {
            throw new NoResponseException(request.uri().getAuthority());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }

    /** The problem details of an answer, in one line. */
    static String problem(HttpResponse<String> answer) {
        return problem(answer.statusCode(), answer.body());
    }

    static String problem(int status, String body) {
        StringBuilder line = new StringBuilder().append(status);
        try {
            JsonNode problem = JsonMapper.shared().readTree(body);
            if (problem.path("title").isString()) {
                line.append(' ').append(problem.path("title").asString());
            }
            if (problem.path("detail").isString()) {
                line.append(": ").append(problem.path("detail").asString());
            }
            for (JsonNode error : problem.path("errors")) {
                line.append("; ")
                        .append(error.path("pointer").asString(""))
                        .append(' ')
                        .append(error.path("detail").asString(""));
            }
        } catch (JacksonException e) {
            // there are no problem details: the status alone has to do
        }
        return line.toString().replaceAll("\\s+", " ");
    }
}
