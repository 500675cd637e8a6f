package wales.rhannu.gateway.session;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientForm;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.routing.Instances;

/**
 * The OpenID Connect provider, membership-service. Its addresses are known and not discovered, so that the gateway starts
 * while it is down; browsers are sent to it by way of the platform's address, and codes are exchanged with it directly.
 */
@Component
class IdentityProvider {

    static final String CLIENT = "rhannu-web";
    static final String CALLBACK = "/session/callback";
    private static final Logger log = LoggerFactory.getLogger(IdentityProvider.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * What a code or a handle was exchanged for.
     *
     * @param handle the refresh token, which stays the same
     */
    record Tokens(String accessToken, Instant expiresAt, String handle) {}

    /** The provider does not answer; this says nothing about the person who signs in. */
    static final class ProviderUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1;

        ProviderUnavailable(@Nullable Throwable cause) {
            super("The provider does not answer", cause, false, false);
        }
    }

    private final String address;
    private final URI tokens;
    private final URI revocations;
    private final String credentials;
    private final Clock clock;
    private final HttpClient client;

    IdentityProvider(
            SessionCookies sessions,
            GatewaySettings settings,
            Instances instances,
            WebClientSettings webClient,
            @Value("${rhannu.security.issuer}") String address) {
        this.address = address;
        this.clock = sessions.clock();
        if (webClient.secret().isEmpty()) {
            log.warn("rhannu.web-client.secret is not set: nobody can sign in with a browser");
        }
        this.credentials = webClient.basic();
        URI provider = settings.address("membership").orElseGet(sessions::address);
        this.tokens = provider.resolve("/oauth2/token");
        this.revocations = provider.resolve("/oauth2/revoke");
        this.client = HttpClient.create(instances.spread(ConnectionProvider.create("provider", 16)))
                .responseTimeout(PATIENCE);
    }

    /** Where a browser is sent. */
    URI authorization(PendingSignIn signingIn) {
        return UriComponentsBuilder.fromUriString(address + "/oauth2/authorize")
                .queryParam("response_type", "code")
                .queryParam("client_id", CLIENT)
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "openid")
                .queryParam("state", signingIn.state())
                .queryParam("nonce", signingIn.nonce())
                .queryParam("code_challenge", signingIn.challenge())
                .queryParam("code_challenge_method", "S256")
                .encode()
                .buildAndExpand(address + CALLBACK)
                .toUri();
    }

    /** Empty when the provider refuses the code, or its answer is for somebody else; an error {@link ProviderUnavailable} when it is away. */
    Mono<Tokens> exchange(String code, PendingSignIn signingIn) {
        return ask(tokens, PATIENCE, form -> form.attr("grant_type", "authorization_code")
                        .attr("code", code)
                        .attr("redirect_uri", address + CALLBACK)
                        .attr("code_verifier", signingIn.verifier()))
                .flatMap(answer -> Mono.justOrEmpty(read(answer))
                        .filter(read -> isFor(answer, signingIn))
                        .switchIfEmpty(Mono.fromRunnable(
                                () -> log.warn("The provider's answer to a code is not for who asked"))));
    }

    /**
     * A new token for a session. Empty when the session has ended; an error {@link ProviderUnavailable} when that is not known.
     *
     * @param patience how long the provider may take
     */
    Mono<Tokens> renew(String handle, Duration patience) {
        return ask(tokens, patience, form -> form.attr("grant_type", "refresh_token")
                        .attr("refresh_token", handle))
                .flatMap(answer ->
                        Mono.justOrEmpty(read(answer)).switchIfEmpty(Mono.error(new ProviderUnavailable(null))));
    }

    /** Ends a session, with all that was given in it (RFC 7009); an error {@link ProviderUnavailable} when the provider is away. */
    Mono<Void> end(String handle) {
        return ask(revocations, PATIENCE, form -> form.attr("token", handle).attr("token_type_hint", "refresh_token"))
                .then();
    }

    /** The answer; empty where the provider refuses what is sent (RFC 6749, section 5.2). */
    private Mono<JsonNode> ask(URI where, Duration patience, Consumer<HttpClientForm> content) {
        return client.headers(headers -> headers.set(HttpHeaderNames.AUTHORIZATION, credentials))
                .post()
                .uri(where)
                .sendForm((request, form) -> content.accept(form.multipart(false)))
                .responseSingle((response, body) -> {
                    int status = response.status().code();
                    return body.asString().defaultIfEmpty("").flatMap(text -> judged(status, text));
                })
                .timeout(patience)
                .onErrorMap(error -> !(error instanceof ProviderUnavailable), ProviderUnavailable::new);
    }

    private Mono<JsonNode> judged(int status, String text) {
        JsonNode answer = json(text);
        if (status == 200) {
            return Mono.just(answer);
        }
        if (status == 400 && answer.path("error").asString("").equals("invalid_grant")) {
            return Mono.empty();
        }
        if (status < 500) {
            log.error("The provider refuses the gateway, not who uses it: {} {}", status, answer.path("error"));
        }
        return Mono.error(new ProviderUnavailable(null));
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException unreadable) {
            log.debug("No answer of a provider", unreadable);
            return JsonMapper.shared().createObjectNode();
        }
    }

    private Optional<Tokens> read(JsonNode answer) {
        String access = answer.path("access_token").asString("");
        String handle = answer.path("refresh_token").asString("");
        Instant now = clock.instant();
        Instant expiresAt = now.plusSeconds(answer.path("expires_in").asLong(0));
        return access.isEmpty() || handle.isEmpty() || !expiresAt.isAfter(now)
                ? Optional.empty()
                : Optional.of(new Tokens(access, expiresAt, handle));
    }

    private boolean isFor(JsonNode answer, PendingSignIn signingIn) {
        Instant now = clock.instant();
        return Claims.of(answer.path("id_token").asString(""))
                .filter(identity -> isFor(identity, signingIn, now))
                .isPresent();
    }

    /** OpenID Connect Core 1.0, 3.1.3.7; it came straight from the provider, so its signature need not be checked. */
    private boolean isFor(Claims identity, PendingSignIn signingIn, Instant now) {
        return identity.text("iss").equals(address)
                && identity.texts("aud").contains(CLIENT)
                && identity.text("nonce").equals(signingIn.nonce())
                && identity.time("exp") > now.getEpochSecond();
    }
}
