package wales.rhannu.starter.test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.Callers.Kind;

/**
 * Calls every operation of a running service that names a resource, as every kind of caller, with {@code If-Match} right,
 * wrong and absent. Who may not see a resource must be answered as if it did not exist, whatever else is wrong with the request:
 *
 * <pre>{@code
 * VisibilityCheck.of(service)
 *         .hidden("a draft", "/api/v1/notes/{id}", Set.of(AUTHOR, FACILITATOR), callers -> List.of(draft(callers.author())))
 *         .body("PATCH /api/v1/notes/{id}", "{\"text\": \"b\"}")
 *         .hasNothingHidden("/api/v1/groups/{id}", "Everybody may read every group.")
 *         .run();
 * }</pre>
 *
 * <p>The operations are read from the service's request mappings. One that takes a body for which there is no valid one here
 * fails the check, and so does one that belongs to nothing that is said here: a new operation cannot be forgotten. The
 * dead letters, which every service has, are known already.
 */
public final class VisibilityCheck {

    /** Makes something that is hidden, and tells the values of its path's variables. */
    @FunctionalInterface
    public interface Maker {
        List<String> make(Callers callers);
    }

    /**
     * Something hidden.
     *
     * @param path its address; operations whose path begins so are on it, unless another's path is a longer beginning
     * @param mayAsk who is answered by what there is (404); others are refused whatever they ask for (403)
     */
    record Hidden(String what, String path, Set<Kind> mayAsk, Set<Kind> shownTo, Maker maker) {

        /** What somebody who has a token and may not see it is answered. */
        int refusalOf(Kind caller) {
            return mayAsk.contains(caller) ? 404 : 403;
        }
    }

    private final ApplicationContext service;
    private final TestApi api;
    private final List<Operation> operations;
    private final List<Hidden> hidden = new ArrayList<>();
    private final Map<String, String> nothingHidden = new LinkedHashMap<>();
    private final Map<String, String> bodies = new LinkedHashMap<>();

    private VisibilityCheck(ApplicationContext service) {
        this.service = service;
        this.api = new TestApi(service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        this.operations = Operation.of(service);
        String name = service.getEnvironment().getRequiredProperty("rhannu.service");
        String deadLetters = "/api/v1/operations/" + name + "/dead-letters/";
        if (operations.stream().anyMatch(operation -> operation.path().startsWith(deadLetters))) {
            DeadLetterMaker maker = new DeadLetterMaker(
                    service.getEnvironment().getRequiredProperty("spring.application.name"), name, api);
            reserved("a dead letter", deadLetters + "{id}", Set.of(Kind.OPERATOR), maker);
        }
    }

    /** Of a service that a {@link PlatformTest} started. */
    public static VisibilityCheck of(ApplicationContext service) {
        return new VisibilityCheck(service);
    }

    /** Something that does not exist (404) for those to whom it is not shown. */
    public VisibilityCheck hidden(String what, String path, Set<Kind> shownTo, Maker maker) {
        return hiddenAmong(EnumSet.allOf(Kind.class), what, path, shownTo, maker);
    }

    /** Something that only certain callers may ask for: the others are refused (403) whatever they ask for. */
    public VisibilityCheck reserved(String what, String path, Set<Kind> shownTo, Maker maker) {
        return hiddenAmong(shownTo, what, path, shownTo, maker);
    }

    /** Something hidden from some of those who may ask for its like (404); those who may not are refused (403). */
    public VisibilityCheck hiddenAmong(Set<Kind> mayAsk, String what, String path, Set<Kind> shownTo, Maker maker) {
        hidden.add(new Hidden(what, path, mayAsk, shownTo, maker));
        return this;
    }

    /** Nothing at this path can be hidden from anybody. */
    public VisibilityCheck hasNothingHidden(String path, String because) {
        nothingHidden.put(path, because);
        return this;
    }

    /**
     * A body that an operation takes.
     *
     * @param operation {@code PATCH /api/v1/notes/{id}}
     */
    public VisibilityCheck body(String operation, String json) {
        bodies.put(operation, json);
        return this;
    }

    /** @throws AssertionError that names every answer which tells of something hidden, and every operation forgotten */
    public void run() {
        long begun = System.nanoTime();
        List<String> failures = new ArrayList<>(forgotten());
        VisibilityCalls calls = new VisibilityCalls(api, failures);
        for (Hidden each : hidden) {
            List<Operation> on = operations.stream()
                    .filter(operation -> hiddenAt(operation).contains(each))
                    .toList();
            calls.on(each, on, this::body);
        }
        say("Visibility in %s: %d operations, %d kinds of hidden resources, %d kinds of callers, %,d calls in %.1f s"
                .formatted(
                        service.getEnvironment().getProperty("rhannu.service"),
                        operations.size(),
                        hidden.size(),
                        Kind.values().length,
                        calls.count(),
                        (System.nanoTime() - begun) / 1e9));
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " answers are wrong:\n" + String.join("\n", failures));
        }
    }

    /** What an operation is on: what has the longest path that its own begins with. */
    private Set<Hidden> hiddenAt(Operation operation) {
        int longest = Stream.concat(hidden.stream().map(Hidden::path), nothingHidden.keySet().stream())
                .filter(operation::isUnder)
                .mapToInt(Operation::length)
                .max()
                .orElse(0);
        return hidden.stream()
                .filter(each -> operation.isUnder(each.path()) && Operation.length(each.path()) == longest)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private @Nullable String body(Operation operation) {
        return bodies.entrySet().stream()
                .filter(entry -> operation.is(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private List<String> forgotten() {
        List<String> forgotten = new ArrayList<>();
        for (Operation operation : operations) {
            boolean known = !hiddenAt(operation).isEmpty()
                    || nothingHidden.keySet().stream().anyMatch(operation::isUnder);
            if (!known) {
                forgotten.add(operation + ": this test knows no resource of it, and no reason why none is hidden");
            } else if (!hiddenAt(operation).isEmpty() && operation.takesBody() && body(operation) == null) {
                forgotten.add(operation + ": this test has no valid body for it");
            }
        }
        Stream.concat(hidden.stream().map(Hidden::path), nothingHidden.keySet().stream())
                .filter(path -> operations.stream().noneMatch(operation -> operation.isUnder(path)))
                .forEach(path -> forgotten.add(path + ": there is no operation on it"));
        bodies.keySet().stream()
                .filter(named -> operations.stream().noneMatch(operation -> operation.is(named)))
                .forEach(named -> forgotten.add(named + ": there is no such operation"));
        return forgotten;
    }

    // a line for whoever reads the build's output, whatever the logging is set to
    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
