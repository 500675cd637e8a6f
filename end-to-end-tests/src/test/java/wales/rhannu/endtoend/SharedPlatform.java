package wales.rhannu.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wales.rhannu.endtoend.queries.QueriesHaveIndexes;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** The platform that all tests of this JVM share; started by the first, stopped with the JVM. */
final class SharedPlatform {

    /** How long after an erasure the platform's files may still hold what was erased. */
    static final int ERASURE_BOUND_SECONDS = 30;

    /** Where the built modules are. */
    static final Path CHECKOUT = Path.of(System.getProperty("rhannu.checkout", ".."));

    private static final Platform RUNNING = start();

    private SharedPlatform() {}

    static Platform running() {
        return RUNNING;
    }

    static Author author() {
        return new Author(RUNNING.api("author"), RUNNING.api("facilitator"));
    }

    /** A token of somebody new, who may do what members, facilitators and operators may. */
    static String tokenOfSomebodyWithAllRoles() {
        return tokenWithAllRoles("pob-" + UUID.randomUUID().toString().substring(0, 8) + "@cardiff.gov.uk");
    }

    /** The same of the person with an e-mail address. */
    static String tokenWithAllRoles(String email) {
        JsonNode self =
                RUNNING.api(email).get("/api/v1/members/me").mustSucceed().json();
        return new Tokens(RUNNING)
                .of(
                        self.path("id").asString(""),
                        self.path("organisation").path("id").asString(""),
                        List.of("member", "facilitator", "operator"));
    }

    /** {@code -Drhannu.jdk=FOLDER}, or the one that the script finds. */
    private static @Nullable Path jdk() {
        String jdk = System.getProperty("rhannu.jdk");
        return jdk == null ? null : Path.of(jdk);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Platform.FOR_MINUTES);
        settings.put("RHANNU_TOPICS_ERASUREBOUND", ERASURE_BOUND_SECONDS + "s");
        settings.put("RHANNU_ENGINES_SHAPES", QueriesHaveIndexes.SEEN.toString());
        return settings;
    }

    private static Platform start() {
        try {
            Files.deleteIfExists(QueriesHaveIndexes.SEEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Platform platform = Platform.in(CHECKOUT, Path.of("target", "platform"), settings(), jdk());
        Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "stop the platform"));
        System.out.println(platform.start());
        return platform;
    }
}
