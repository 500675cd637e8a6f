package wales.rhannu.gateway.session;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
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
class Provider {

    static final String CLIENT = "rhannu-web";
    static final String CALLBACK = "/session/callback";
    private static final Logger log = LoggerFactory.getLogger(Provider.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What a code was exchanged for. */
    record Tokens(String accessToken, Instant expiresAt) {}

    /** It does not answer; nothing is wrong with who signs in. */
    static final class Silent extends RuntimeException {

        private static final long serialVersionUID = 1;

        Silent(@Nullable Throwable cause) {
            super("The provider does not answer", cause, false, false);
        }
    }

    private final String address;
    private final URI tokens;
    private final Clock clock;
    private final HttpClient client;

    Provider(
            Sessions sessions,
            GatewaySettings settings,
            Instances instances,
            @Value("${rhannu.security.issuer}") String address) {
        this.address = address;
        this.clock = sessions.clock();
        this.tokens =
                settings.address("membership").orElseGet(sessions::address).resolve("/oauth2/token");
        this.client = HttpClient.create(instances.spread(ConnectionProvider.create("provider", 16)))
                .responseTimeout(PATIENCE);
    }

    /** Where a browser is sent. */
    URI authorization(SigningIn signingIn) {
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

    /** Empty when the provider refuses the code, or its answer is for somebody else; an error {@link Silent} when it is away. */
    Mono<Tokens> exchange(String code, SigningIn signingIn) {
        return client.post()
                .uri(tokens)
                .sendForm((request, form) -> form.multipart(false)
                        .attr("grant_type", "authorization_code")
                        .attr("client_id", CLIENT)
                        .attr("code", code)
                        .attr("redirect_uri", address + CALLBACK)
                        .attr("code_verifier", signingIn.verifier()))
                .responseSingle((response, body) -> {
                    int status = response.status().code();
                    if (status >= 500) {
                        return body.then(Mono.error(new Silent(null)));
                    }
                    return status == 200 ? body.asString() : body.then(Mono.empty());
                })
                .timeout(PATIENCE)
                .onErrorMap(error -> !(error instanceof Silent), Silent::new)
                .flatMap(answer -> Mono.justOrEmpty(read(answer, signingIn)));
    }

    private Optional<Tokens> read(String answer, SigningIn signingIn) {
        try {
            JsonNode json = JsonMapper.shared().readTree(answer);
            String access = json.path("access_token").asString("");
            Instant now = clock.instant();
            Instant expiresAt = now.plusSeconds(json.path("expires_in").asLong(0));
            boolean ours = Claims.of(json.path("id_token").asString(""))
                    .filter(identity -> isFor(identity, signingIn, now))
                    .isPresent();
            if (ours && !access.isEmpty() && expiresAt.isAfter(now)) {
                return Optional.of(new Tokens(access, expiresAt));
            }
        } catch (JacksonException unreadable) {
            log.debug("No answer of a token endpoint", unreadable);
        }
        log.warn("The provider's answer to a code is not for who asked");
        return Optional.empty();
    }

    /** OpenID Connect Core 1.0, 3.1.3.7; it came straight from the provider, so its signature need not be checked. */
    private boolean isFor(Claims identity, SigningIn signingIn, Instant now) {
        return identity.text("iss").equals(address)
                && identity.texts("aud").contains(CLIENT)
                && identity.text("nonce").equals(signingIn.nonce())
                && identity.time("exp") > now.getEpochSecond();
    }
}
