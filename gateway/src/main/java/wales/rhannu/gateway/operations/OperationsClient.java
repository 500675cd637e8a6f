package wales.rhannu.gateway.operations;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.operations.ServiceState.ResponseKind;
import wales.rhannu.gateway.routing.Instances;
import wales.rhannu.gateway.routing.Readiness;
import wales.rhannu.gateway.session.CookieSession;

/** Calls all services concurrently with the operator's token; a service that does not answer in time does not delay the page. */
@Component
class OperationsClient {

    /** Longer than other calls, because reading dead letters reads from the broker. */
    private static final Duration LIST = Duration.ofSeconds(3);

    private static final Duration DEED = Duration.ofSeconds(15);

    /** What a service answered. */
    private record Answer(int status, String body) {}

    private final GatewaySettings settings;
    private final Readiness readiness;
    private final JsonMapper json;
    private final HttpClient client;

    OperationsClient(GatewaySettings settings, Instances instances, Readiness readiness, JsonMapper json) {
        this.settings = settings;
        this.readiness = readiness;
        this.json = json;
        this.client = HttpClient.create(instances.spread(ConnectionProvider.create("operations", 32)));
    }

    boolean knows(@Nullable String service) {
        return service != null && settings.services().containsKey(service);
    }

    /**
     * All services by name.
     *
     * @param of the service whose dead letters are shown from further on
     * @param after where that is
     */
    Mono<List<ServiceState>> all(CookieSession operator, @Nullable String of, @Nullable String after) {
        return readiness.latest().flatMap(seen -> Flux.fromIterable(new TreeMap<>(settings.services()).keySet())
                .flatMapSequential(service -> state(
                        service,
                        seen.getOrDefault(service, new Readiness.Service("down", "closed")),
                        operator,
                        service.equals(of) ? after : null))
                .collectList());
    }

    private Mono<ServiceState> state(
            String service, Readiness.Service seen, CookieSession operator, @Nullable String after) {
        return get(service, "/status", operator, settings.status().timeout())
                .flatMap(answer -> {
                    Optional<ServiceReport.Status> status = read(answer, ServiceReport.Status.class);
                    return status.isEmpty()
                            ? Mono.just(without(service, seen, said(answer)))
                            : Mono.zip(letters(service, operator, after), jobs(service, operator))
                                    .map(both -> new ServiceState(
                                            service,
                                            seen,
                                            ResponseKind.ANSWER,
                                            status.get(),
                                            both.getT1().orElse(null),
                                            both.getT2().orElse(null)));
                })
                .onErrorReturn(without(service, seen, ResponseKind.NOTHING));
    }

    private static ServiceState without(String service, Readiness.Service seen, ResponseKind said) {
        return new ServiceState(service, seen, said, null, null, null);
    }

    private static ResponseKind said(Answer answer) {
        return switch (answer.status()) {
            case 401, 403 -> ResponseKind.NOT_TO_YOU;
            case 502, 503, 504 -> ResponseKind.NOTHING;
            default -> ResponseKind.NONSENSE;
        };
    }

    private Mono<Optional<ServiceReport.DeadLetters>> letters(
            String service, CookieSession operator, @Nullable String after) {
        String page = after == null ? "" : "?after=" + UriUtils.encode(after, StandardCharsets.UTF_8);
        return get(service, "/dead-letters" + page, operator, LIST)
                .map(answer -> read(answer, ServiceReport.DeadLetters.class).filter(it -> it.items() != null))
                .onErrorReturn(Optional.empty());
    }

    private Mono<Optional<ServiceReport.Jobs>> jobs(String service, CookieSession operator) {
        return get(service, "/jobs?limit=100", operator, LIST)
                .map(answer -> read(answer, ServiceReport.Jobs.class).filter(it -> it.items() != null))
                .onErrorReturn(Optional.empty());
    }

    /**
     * Replays or discards a dead letter.
     *
     * @return why it was not done; empty when it was
     */
    Mono<Optional<ActionResult>> resolve(
            CookieSession operator, String service, String id, DeadLetterAction action, String language) {
        return answer(client.headers(headers -> headers.set(HttpHeaders.AUTHORIZATION, bearer(operator))
                                .set(HttpHeaders.ACCEPT_LANGUAGE, language))
                        .post()
                        .uri(uri(
                                service,
                                "/dead-letters/" + UriUtils.encode(id, StandardCharsets.UTF_8) + "/"
                                        + action.segment())))
                .timeout(DEED)
                .map(answer -> answer.status() / 100 == 2
                        ? Optional.<ActionResult>empty()
                        : Optional.of(outcome(
                                answer.status(),
                                read(answer.body(), ServiceReport.ProblemBody.class)
                                        .orElse(null))))
                .onErrorReturn(Optional.of(new ActionResult("silent", null)));
    }

    private static ActionResult outcome(int status, ServiceReport.@Nullable ProblemBody refusal) {
        String detail = refusal == null ? null : refusal.detail();
        return switch (status) {
            case 401, 403 -> new ActionResult("refuses", null);
            case 404 -> new ActionResult("gone", null);
            case 409 -> new ActionResult("failed-again", detail);
            case 502, 503, 504 -> new ActionResult("silent", detail);
            default -> new ActionResult("odd", detail);
        };
    }

    private Mono<Answer> get(String service, String path, CookieSession operator, Duration patience) {
        return answer(client.headers(headers -> headers.set(HttpHeaders.AUTHORIZATION, bearer(operator)))
                        .get()
                        .uri(uri(service, path)))
                .timeout(patience);
    }

    private static Mono<Answer> answer(HttpClient.ResponseReceiver<?> asked) {
        return asked.responseSingle((response, body) -> body.asString(StandardCharsets.UTF_8)
                .defaultIfEmpty("")
                .map(text -> new Answer(response.status().code(), text)));
    }

    private URI uri(String service, String path) {
        return settings.address(service).orElse(URI.create("")).resolve("/api/v1/operations/" + service + path);
    }

    private static String bearer(CookieSession operator) {
        return "Bearer " + operator.accessToken();
    }

    private <T> Optional<T> read(Answer answer, Class<T> as) {
        return answer.status() == 200 ? read(answer.body(), as) : Optional.empty();
    }

    private <T> Optional<T> read(String body, Class<T> as) {
        try {
            return Optional.ofNullable(json.readValue(body, as));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }
}
