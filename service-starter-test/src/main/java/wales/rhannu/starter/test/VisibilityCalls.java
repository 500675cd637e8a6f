package wales.rhannu.starter.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.test.Callers.Kind;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.VisibilityCheck.Hidden;

/** The calls of a {@link VisibilityCheck}, and what is wrong with their answers. */
final class VisibilityCalls {

    /** What of a problem a caller can tell one cause from another by, apart from the ids in it. */
    private record AnswerSeen(int status, String type, String detail) {

        static AnswerSeen by(Answer answer, List<String> ids) {
            boolean problem = answer.response()
                    .headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("application/problem+json"))
                    .isPresent();
            String detail = problem ? answer.text("detail") : "";
            for (String id : ids) {
                detail = detail.replace(id, "{}");
            }
            return new AnswerSeen(answer.status(), problem ? answer.problem() : "", detail);
        }
    }

    /** What a request says besides who makes it and of what. */
    private record Request(Operation operation, @Nullable String ifMatch, @Nullable String body, boolean complete) {

        @Override
        public String toString() {
            return operation + (ifMatch == null ? "" : " If-Match: " + ifMatch) + (body == null ? "" : " " + body);
        }
    }

    private static final String WRONG = "\"999999999\"";
    private static final String NO_VERSION = "\"of-something-else\"";

    private final TestApi api;
    private final List<String> failures;
    private long count;

    VisibilityCalls(TestApi api, List<String> failures) {
        this.api = api;
        this.failures = failures;
    }

    long count() {
        return count;
    }

    /** Calls each operation on one hidden thing as those who may not see it, and on others like it as those who may. */
    void on(Hidden hidden, List<Operation> operations, Function<Operation, @Nullable String> validBody) {
        Callers callers = new Callers();
        List<String> ids = hidden.maker().make(callers);
        String version = versionSeen(hidden, operations, callers, ids);
        for (Operation operation : operations) {
            String body = validBody.apply(operation);
            for (Request request : requests(operation, version, body)) {
                for (Kind caller : Kind.values()) {
                    if (!hidden.shownTo().contains(caller)) {
                        mustTellNothing(hidden, request, callers, caller, ids);
                    }
                }
            }
        }
        for (Operation operation : operations) {
            mustBeThereForTheOthers(hidden, operation, validBody.apply(operation), callers, ids);
        }
    }

    /** The version that those who may see it see; 1 where they see none. */
    private String versionSeen(Hidden hidden, List<Operation> operations, Callers callers, List<String> ids) {
        String read = "GET " + hidden.path();
        return operations.stream()
                .filter(operation -> operation.is(read))
                .findFirst()
                .flatMap(operation -> hidden.shownTo().stream()
                        .sorted()
                        .findFirst()
                        .flatMap(caller -> call(new Request(operation, null, null, true), callers, caller, ids)
                                .must(200)
                                .response()
                                .headers()
                                .firstValue("ETag")))
                .orElse("\"1\"");
    }

    private static List<Request> requests(Operation operation, String version, @Nullable String validBody) {
        List<@Nullable String> versions = new ArrayList<>();
        versions.add(null);
        if (!operation.isRead()) {
            Collections.addAll(versions, version, WRONG, NO_VERSION);
        }
        List<Request> requests = new ArrayList<>();
        for (String ifMatch : versions) {
            // a PATCH without If-Match is refused before anything is looked up
            boolean enough = ifMatch != null || !operation.method().equals("PATCH");
            if (operation.takesBody()) {
                requests.add(new Request(operation, ifMatch, null, false));
                requests.add(new Request(operation, ifMatch, "{}", false));
                requests.add(new Request(operation, ifMatch, validBody, enough));
            } else {
                requests.add(new Request(operation, ifMatch, null, enough));
            }
        }
        return requests;
    }

    private void mustTellNothing(Hidden hidden, Request request, Callers callers, Kind caller, List<String> ids) {
        AnswerSeen told = AnswerSeen.by(call(request, callers, caller, ids), ids);
        boolean mayAsk = hidden.mayAsk().contains(caller);
        for (List<String> missing : missing(ids, mayAsk)) {
            AnswerSeen ofNothing = AnswerSeen.by(call(request, callers, caller, missing), missing);
            if (!told.equals(ofNothing)) {
                fail(hidden, request, caller, "answers " + told + ", and " + ofNothing + " where there is nothing");
                return;
            }
        }
        if (!expected(hidden, request, caller).contains(told.status())) {
            fail(hidden, request, caller, "answers " + told);
        }
    }

    /**
     * Other ids in the place of the last, and of all.
     *
     * @param all whether there is nothing either without what the last is in; who may not ask may be refused by that
     */
    private static List<List<String>> missing(List<String> ids, boolean all) {
        List<String> others =
                ids.stream().map(id -> UUID.randomUUID().toString()).toList();
        List<String> last = new ArrayList<>(ids);
        last.set(ids.size() - 1, others.get(ids.size() - 1));
        return ids.size() > 1 && all ? List.of(last, others) : List.of(last);
    }

    private static Set<Integer> expected(Hidden hidden, Request request, Kind caller) {
        if (caller == Kind.ANONYMOUS) {
            // some reads take a token whatever they are of
            return request.operation().isRead() ? Set.of(404, 401) : Set.of(401);
        }
        // what cannot be read is refused before anything is looked up
        int refusal = hidden.refusalOf(caller);
        return request.complete() ? Set.of(refusal) : Set.of(refusal, 400, 415, 422, 428);
    }

    /** Without this, a path that leads nowhere would pass. */
    private void mustBeThereForTheOthers(
            Hidden hidden, Operation operation, @Nullable String body, Callers callers, List<String> ids) {
        boolean there = hidden.shownTo().isEmpty();
        for (Kind caller : hidden.shownTo()) {
            if (operation.isRead()) {
                Request read = new Request(operation, null, null, true);
                there |= isThere(hidden, read, caller, call(read, callers, caller, ids));
                continue;
            }
            Callers others = new Callers();
            List<String> fresh = hidden.maker().make(others);
            if (operation.isConditional()) {
                for (String ifMatch : List.of(WRONG, "*")) {
                    Request write = new Request(operation, ifMatch, body, true);
                    there |= isThere(hidden, write, caller, call(write, others, caller, fresh));
                }
            }
            Request write = new Request(operation, null, body, true);
            there |= isThere(hidden, write, caller, call(write, others, caller, fresh));
        }
        if (!there) {
            failures.add(operation + ": " + hidden.what() + " is not there for those who may see it");
        }
    }

    private boolean isThere(Hidden hidden, Request request, Kind caller, Answer answer) {
        if (answer.status() >= 500) {
            fail(hidden, request, caller, "answers " + answer.status());
        }
        // a PATCH without If-Match is refused wherever it goes
        return answer.status() != 404 && answer.status() != 428;
    }

    private Answer call(Request request, Callers callers, Kind caller, List<String> ids) {
        List<String> headers =
                new ArrayList<>(List.of("Accept", request.operation().accept()));
        if (request.ifMatch() != null) {
            Collections.addAll(headers, "If-Match", request.ifMatch());
        }
        count++;
        return api.sendTo(
                request.operation().at(ids),
                request.operation().method(),
                callers.bearer(caller),
                request.body(),
                headers.toArray(String[]::new));
    }

    private void fail(Hidden hidden, Request request, Kind caller, String what) {
        failures.add(request + " on " + hidden.what() + " as " + caller + ": " + what);
    }
}
