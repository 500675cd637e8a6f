package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints the events of a topic as they happen. */
@Command(
        name = "events",
        description = {
            "Prints the events of a topic as they happen, one line of JSON each, until Ctrl-C.",
            "For example: ./rhannu events casestudy.case-studies --from-beginning"
        })
class EventsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Parameters(paramLabel = "TOPIC", description = "One of those that /api/v1/streams lists.")
    @SuppressWarnings("NullAway.Init")
    private String topic;

    @Option(names = "--from-beginning", description = "Print what has happened so far, too.")
    private boolean fromBeginning;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Override
    public Integer call() {
        rhannu.platform().mustRun();
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        SseLines lines = new SseLines(out);
        long heard = System.nanoTime();
        while (true) {
            HttpResponse<InputStream> answer;
            try {
                answer = open(lines);
            } catch (NoResponseException e) {
                // it may be started again just now
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw e;
                }
                Polling.pause();
                continue;
            }
            if (answer.statusCode() == 200) {
                lines.print(answer.body());
                heard = System.nanoTime();
            } else if (answer.statusCode() < 500 || System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new CommandException("The stream of " + topic + " cannot be read: " + problem(answer));
            }
            if (out.checkError()) {
                return 0;
            }
            Polling.pause();
        }
    }

    private HttpResponse<InputStream> open(SseLines lines) {
        URI stream = URI.create(rhannu.place().gateway() + "/api/v1/streams/"
                + URLEncoder.encode(topic, StandardCharsets.UTF_8) + "/events" + (fromBeginning ? "" : "?from=end"));
        HttpRequest.Builder request = HttpRequest.newBuilder(stream).header("Accept", "text/event-stream");
        if (!lines.lastId().isEmpty()) {
            request.header("Last-Event-ID", lines.lastId());
        }
        return Http.send(client, request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String problem(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            return Http.problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
