package wales.rhannu.gateway.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.edge.AllowedHosts;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/** Signs people in and out: redirects to the provider, exchanges the code, and continues to the page that they wanted. */
@Controller
@RequestMapping("/session")
class SignInController {

    static final String SIGN_IN = "/session/sign-in";
    private static final String COOKIE = "rhannu-signing-in";
    /** The browser's session at the provider, which ends with sign-out as well, because the machine may be shared. */
    private static final String AT_PROVIDER = "rhannu-sign-in";

    private static final String PURPOSE = "signing-in";
    /** Longer than the 15 minutes for which a mailed link works. */
    private static final Duration LASTING = Duration.ofMinutes(30);

    private final SessionCookies sessions;
    private final IdentityProvider provider;
    private final TokenRenewal renewals;
    private final AllowedHosts hosts;

    SignInController(SessionCookies sessions, IdentityProvider provider, TokenRenewal renewals, AllowedHosts hosts) {
        this.sessions = sessions;
        this.provider = provider;
        this.renewals = renewals;
        this.hosts = hosts;
    }

    @GetMapping("/sign-in")
    Rendering signIn(
            @RequestParam(required = false) @Nullable String then,
            @RequestParam(defaultValue = "false") boolean moved,
            ServerWebExchange exchange) {
        PendingSignIn signingIn = PendingSignIn.to(then);
        if (!moved && !hosts.isOfAddress(exchange.getRequest())) {
            // the provider sends people back to the address, where a cookie of another host would be missing
            return redirect(
                    exchange,
                    sessions.address() + SIGN_IN + "?moved=true&then="
                            + URLEncoder.encode(signingIn.then(), StandardCharsets.UTF_8));
        }
        exchange.getResponse().addCookie(held(sessions.seal().seal(PURPOSE, signingIn.text()), LASTING));
        return redirect(exchange, provider.authorization(signingIn).toString());
    }

    @GetMapping("/callback")
    Mono<Rendering> callback(
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String state,
            ServerWebExchange exchange) {
        Optional<PendingSignIn> begun = Optional.ofNullable(
                        exchange.getRequest().getCookies().getFirst(COOKIE))
                .map(HttpCookie::getValue)
                .flatMap(value -> sessions.seal().open(PURPOSE, value))
                .flatMap(PendingSignIn::of)
                .filter(it -> it.isAnsweredBy(state));
        if (begun.isEmpty() || code == null || code.isEmpty()) {
            return failed(exchange, Problem.SIGN_IN_FAILED);
        }
        PendingSignIn signingIn = begun.get();
        return provider.exchange(code, signingIn)
                .flatMap(tokens -> begin(tokens, signingIn, exchange))
                .switchIfEmpty(Mono.defer(() -> failed(exchange, Problem.SIGN_IN_FAILED)))
                .onErrorResume(
                        IdentityProvider.ProviderUnavailable.class, silent -> failed(exchange, Problem.SIGN_IN_AWAY));
    }

    private Mono<Rendering> begin(IdentityProvider.Tokens tokens, PendingSignIn signingIn, ServerWebExchange exchange) {
        CookieSession begun = sessions.begun(tokens);
        Optional<ResponseCookie> cookie = sessions.cookie(begun);
        if (cookie.isEmpty()) {
            return failed(exchange, Problem.FAILED);
        }
        exchange.getResponse().addCookie(cookie.get());
        exchange.getResponse().addCookie(held("", Duration.ZERO));
        return endReplaced(CookieSession.of(exchange), begun).thenReturn(redirect(exchange, signingIn.then()));
    }

    /** The browser forgets the session that it had: nobody else should know it. Two sign-ins may be of one session, which stays. */
    private Mono<Void> endReplaced(Optional<CookieSession> before, CookieSession begun) {
        return before.filter(it -> !it.id().equals(begun.id()))
                .map(it -> provider.end(it.handle()).onErrorComplete(IdentityProvider.ProviderUnavailable.class))
                .orElse(Mono.empty());
    }

    /** Requires a form of our own pages, so that no other site can sign people out. */
    @PostMapping("/sign-out")
    Mono<Rendering> signOut(ServerWebExchange exchange) {
        Optional<CookieSession> session = CookieSession.of(exchange);
        return exchange.getFormData().flatMap(form -> {
            if (session.isEmpty()) {
                return Mono.just(redirect(exchange, "/"));
            }
            if (!session.get().made(form.getFirst("form"))) {
                return Mono.error(new ProblemException(Problem.FORM_FOREIGN));
            }
            return signOut(session.get(), exchange);
        });
    }

    /** Removes the cookie, even if the provider does not answer. */
    private Mono<Rendering> signOut(CookieSession session, ServerWebExchange exchange) {
        exchange.getResponse().addCookie(sessions.end());
        exchange.getResponse()
                .addCookie(ResponseCookie.from(AT_PROVIDER, "")
                        .path("/")
                        .httpOnly(true)
                        .secure(sessions.isSecure())
                        .sameSite("Lax")
                        .maxAge(Duration.ZERO)
                        .build());
        renewals.end(session);
        return provider.end(session.handle())
                .thenReturn(redirect(exchange, "/"))
                .onErrorMap(
                        IdentityProvider.ProviderUnavailable.class,
                        silent -> new ProblemException(Problem.SIGNED_OUT_HERE_ONLY));
    }

    private Mono<Rendering> failed(ServerWebExchange exchange, Problem problem) {
        exchange.getResponse().addCookie(held("", Duration.ZERO));
        return Mono.error(new ProblemException(problem));
    }

    private static Rendering redirect(ServerWebExchange exchange, String to) {
        exchange.getResponse().getHeaders().setCacheControl("no-store");
        return Rendering.redirectTo(to).status(HttpStatus.SEE_OTHER).build();
    }

    private ResponseCookie held(String value, Duration lasting) {
        return ResponseCookie.from(COOKIE, value)
                .path("/session")
                .httpOnly(true)
                .secure(sessions.isSecure())
                .sameSite("Lax")
                .maxAge(lasting)
                .build();
    }
}
