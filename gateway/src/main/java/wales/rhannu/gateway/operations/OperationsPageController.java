package wales.rhannu.gateway.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import wales.rhannu.gateway.page.HtmlPage;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;
import wales.rhannu.gateway.session.CookieSession;
import wales.rhannu.gateway.session.FlashMessages;
import wales.rhannu.gateway.session.SessionCheck;

/**
 * The page on which operators see the platform's state and handle dead letters; it works without JavaScript, with their session.
 */
@Controller
@RequestMapping(OperationsPageController.PAGE)
class OperationsPageController {

    static final String PAGE = "/operations";
    private static final String SIGN_IN = "/session/sign-in?then=" + PAGE;
    private static final String ROLE = "operator";
    private static final String PURPOSE = "operations";

    private final OperationsClient operations;
    private final FlashMessages messages;
    private final SessionCheck sessions;

    OperationsPageController(OperationsClient operations, FlashMessages messages, SessionCheck sessions) {
        this.operations = operations;
        this.messages = messages;
        this.sessions = sessions;
    }

    @GetMapping
    Mono<Rendering> page(
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String said,
            ServerWebExchange exchange) {
        return forOperators(
                exchange, operator -> operations.all(operator, service, after).flatMap(states -> hasEnded(
                                exchange, operator, states)
                        // a template is not rendered on the loop that carries everybody's requests
                        .publishOn(Schedulers.boundedElastic())
                        .map(ended -> ended
                                ? redirect(exchange, SIGN_IN)
                                : show(exchange, operator, states, after != null, said))));
    }

    /** Somebody may have signed out at another gateway: services know that before this one has to renew the token. */
    private Mono<Boolean> hasEnded(ServerWebExchange exchange, CookieSession operator, List<ServiceState> states) {
        return states.stream().anyMatch(state -> state.said() == ServiceState.ResponseKind.NOT_TO_YOU)
                ? sessions.hasEnded(exchange, operator)
                : Mono.just(false);
    }

    private Rendering show(
            ServerWebExchange exchange,
            CookieSession operator,
            List<ServiceState> states,
            boolean further,
            @Nullable String said) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("services", states);
        model.put("form", operator.formToken());
        model.put("words", new PageFormats(exchange));
        model.put("further", further);
        Optional.ofNullable(said)
                .flatMap(it -> messages.open(PURPOSE, it))
                .flatMap(ActionResult::of)
                .ifPresent(outcome -> model.put("outcome", outcome));
        return HtmlPage.of(exchange, "operations", HttpStatus.OK, model);
    }

    @PostMapping("/dead-letters")
    Mono<Rendering> resolve(ServerWebExchange exchange) {
        return forOperators(
                exchange, operator -> exchange.getFormData().flatMap(form -> resolve(exchange, operator, form)));
    }

    private Mono<Rendering> resolve(
            ServerWebExchange exchange, CookieSession operator, MultiValueMap<String, String> form) {
        if (!operator.made(form.getFirst("form"))) {
            return Mono.error(new ProblemException(Problem.FORM_FOREIGN));
        }
        String service = form.getFirst("service");
        String id = form.getFirst("id");
        DeadLetterAction action = DeadLetterAction.of(form.getFirst("deed")).orElse(null);
        if (service == null || !operations.knows(service) || id == null || id.isBlank() || action == null) {
            return Mono.error(new ProblemException(Problem.MALFORMED));
        }
        Locale language =
                Optional.ofNullable(exchange.getLocaleContext().getLocale()).orElse(Locale.ENGLISH);
        return operations
                .resolve(operator, service, id, action, language.getLanguage())
                .map(refused -> redirect(
                        exchange,
                        UriComponentsBuilder.fromPath(PAGE)
                                .queryParam(
                                        "said",
                                        messages.seal(
                                                PURPOSE,
                                                refused.orElseGet(() -> ActionResult.done(action))
                                                        .text()))
                                .toUriString()));
    }

    private static Mono<Rendering> forOperators(
            ServerWebExchange exchange, Function<CookieSession, Mono<Rendering>> then) {
        Optional<CookieSession> session = CookieSession.of(exchange);
        if (session.isEmpty()) {
            return Mono.just(redirect(exchange, SIGN_IN));
        }
        if (!session.get().has(ROLE)) {
            return Mono.error(new ProblemException(Problem.OPERATORS_ONLY));
        }
        return then.apply(session.get());
    }

    private static Rendering redirect(ServerWebExchange exchange, String to) {
        exchange.getResponse().getHeaders().setCacheControl("no-store");
        return Rendering.redirectTo(to).status(HttpStatus.SEE_OTHER).build();
    }
}
