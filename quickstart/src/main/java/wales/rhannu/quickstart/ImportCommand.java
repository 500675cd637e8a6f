package wales.rhannu.quickstart;

import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Imports case studies from a file, and says what became of its rows. */
@Command(
        name = "import",
        description = {
            "Imports case studies from a CSV or JSON file by a mapping file, and says what became of every row.",
            "Importing the same file again changes nothing."
        })
class ImportCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SHOWN = 10;
    private static final Set<String> UNDER_WAY = Set.of("waiting", "running");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Parameters(paramLabel = "FILE", description = "A CSV or JSON file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--mapping", required = true, paramLabel = "FILE", description = "Which column is what.")
    @SuppressWarnings("NullAway.Init")
    private Path mapping;

    @Option(names = "--publish", description = "Publish what is complete enough, instead of leaving drafts.")
    private boolean publish;

    @Option(
            names = "--as",
            paramLabel = "PERSON",
            defaultValue = "facilitator",
            description = "Who imports: a demo person or an e-mail address (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String person;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Override
    public Integer call() throws FileNotFoundException {
        mustBeReadable(file);
        mustBeReadable(mapping);
        String address = SignIn.address(person);
        rhannu.platform().mustRun();
        Installation installation = rhannu.place();
        String token = new SignIn(installation).token(address);
        URI location = begin(installation, token);
        Followed job = new Followed(location, token, address, installation);
        summarise(location, job.toItsEnd(), job);
        return 0;
    }

    private static void mustBeReadable(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw CommandException.usage("There is no file " + path + " that can be read");
        }
    }

    private URI begin(Installation installation, String token) throws FileNotFoundException {
        URI imports = URI.create(installation.gateway() + "/api/v1/case-study-imports?publish=" + publish);
        MultipartBody body = new MultipartBody().with("mapping", mapping).with("file", file);
        HttpResponse<String> answer = Http.send(
                client,
                HttpRequest.newBuilder(imports)
                        .timeout(Duration.ofMinutes(2))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", body.contentType())
                        .POST(body.publisher())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new CommandException("The import was refused: " + Http.problem(answer));
        }
        return imports.resolve(answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new CommandException("The import was taken, but not said where to follow it")));
    }

    /** Polls an import until it has ended, also while casestudy-service restarts. */
    private class Followed {

        private final URI location;
        private final String address;
        private final Installation installation;
        private String token;

        Followed(URI location, String token, String address, Installation installation) {
            this.location = location;
            this.token = token;
            this.address = address;
            this.installation = installation;
        }

        JsonNode toItsEnd() {
            ProgressBar bar = new ProgressBar(Rhannu.onTerminal(), System.out);
            long heard = System.nanoTime();
            while (true) {
                try {
                    HttpResponse<String> answer = ask();
                    if (answer.statusCode() == 200) {
                        heard = System.nanoTime();
                        JsonNode report = JsonMapper.shared().readTree(answer.body());
                        JsonNode rows = report.path("rows");
                        bar.show(done(rows), rows.path("total").asLong());
                        if (!UNDER_WAY.contains(report.path("state").asString(""))) {
                            bar.end();
                            return report;
                        }
                    } else if (answer.statusCode() == 401) {
                        token = new SignIn(installation).token(address);
                    } else if (answer.statusCode() < 500) {
                        throw new CommandException("The import cannot be followed: " + Http.problem(answer));
                    }
                } catch (NoResponseException e) {
                    // it may be started again just now
                }
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new CommandException("Nothing is heard of the import, which goes on by itself: " + location);
                }
                Polling.pause();
            }
        }

        private static long done(JsonNode rows) {
            return rows.path("done").asLong();
        }

        /** The first rows that were refused, each with why. */
        JsonNode refused() {
            URI rows = URI.create(location + "/rows?outcome=refused&limit=" + SHOWN);
            return JsonMapper.shared().readTree(get(rows).body()).path("items");
        }

        private HttpResponse<String> ask() {
            return get(location);
        }

        private HttpResponse<String> get(URI uri) {
            return Http.send(
                    client,
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void summarise(URI location, JsonNode report, Followed job) {
        JsonNode rows = report.path("rows");
        long refused = rows.path("refused").asLong();
        Rhannu.say(String.format(
                Locale.ROOT,
                "%d rows: %d created, %d updated, %d unchanged, %d kept as edited, %d left out, %d refused",
                rows.path("total").asLong(),
                rows.path("created").asLong(),
                rows.path("updated").asLong(),
                rows.path("unchanged").asLong(),
                rows.path("kept").asLong(),
                rows.path("excluded").asLong(),
                refused));
        if (refused > 0) {
            for (JsonNode row : job.refused()) {
                Rhannu.say("  row " + row.path("row").asLong() + " refused: " + reasons(row));
            }
            Rhannu.say((refused > SHOWN ? "  and " + (refused - SHOWN) + " more; " : "  ") + "all of them: " + location
                    + "/rows?outcome=refused");
        }
        if (report.path("state").asString("").equals("failed")) {
            throw new CommandException(
                    "The import failed: " + report.path("problem").asString("for an unknown reason"));
        }
        if (everyRowWasRefused(rows)) {
            throw new CommandException("Every row was refused: does the mapping belong to this file?");
        }
    }

    static boolean everyRowWasRefused(JsonNode rows) {
        return rows.path("refused").asLong() > 0
                && Stream.of("created", "updated", "unchanged", "kept", "excluded")
                        .allMatch(outcome -> rows.path(outcome).asLong() == 0);
    }

    private static String reasons(JsonNode row) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode error : row.path("errors")) {
            reasons.add((error.path("pointer").asString("") + " "
                            + error.path("detail").asString(""))
                    .strip());
        }
        return String.join("; ", reasons);
    }
}
