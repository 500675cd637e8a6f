package wales.rhannu.membership.signin;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.program.Program;
import wales.rhannu.membership.program.Programs;
import wales.rhannu.membership.session.SessionSettings;

/**
 * Who may ask for tokens: for people the platform's own pages and command line, and the programs that facilitators registered.
 */
@Component
class RegisteredClients implements RegisteredClientRepository {

    private static final String COMMAND_LINE = "rhannu-cli";
    /** A port of the person's own machine; any port there is taken (RFC 8252, section 7.3). */
    private static final String LOOPBACK = "http://127.0.0.1:8765/callback";

    private static final String WEB = "rhannu-web";
    /** At the gateway, which holds the sessions of browsers. */
    private static final String WEB_CALLBACK = "/session/callback";

    private final Programs programs;
    private final TokenSettings tokens;
    private final RegisteredClient commandLine;
    private final RegisteredClient web;

    RegisteredClients(
            Programs programs,
            SignInSettings settings,
            SessionSettings sessions,
            WebClientSettings webClient,
            PasswordEncoder encoder,
            @Value("${rhannu.security.issuer}") String address) {
        this.programs = programs;
        this.tokens = TokenSettings.builder()
                .accessTokenTimeToLive(settings.accessToken())
                .reuseRefreshTokens(false)
                .build();
        this.commandLine = ofPeople(COMMAND_LINE, "Rhannu on the command line", LOOPBACK)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .tokenSettings(tokens)
                .build();
        this.web = ofPeople(WEB, "Rhannu on the web", address + WEB_CALLBACK)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientSecret(webClient.hash(encoder))
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(settings.accessToken())
                        // a session's handle: two who use it at the same time both get a token
                        .reuseRefreshTokens(true)
                        .refreshTokenTimeToLive(sessions.longest())
                        .build())
                .build();
    }

    /** A code goes to its one address, and is exchanged by who proves to have asked for it (PKCE). */
    private static RegisteredClient.Builder ofPeople(String id, String name, String redirect) {
        return RegisteredClient.withId(id)
                .clientId(id)
                .clientName(name)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(redirect)
                .scope(OidcScopes.OPENID)
                .scope(OidcScopes.PROFILE)
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build());
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("Programs are registered at /api/v1/clients");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        if (clientId.equals(COMMAND_LINE)) {
            return commandLine;
        }
        if (clientId.equals(WEB)) {
            return web;
        }
        return programs.find(clientId).map(this::registered).orElse(null);
    }

    private RegisteredClient registered(Program program) {
        return RegisteredClient.withId(program.id())
                .clientId(program.id())
                .clientIdIssuedAt(program.createdAt())
                .clientName(program.name())
                .clientSecret(program.secretHash())
                .clientAuthenticationMethods(methods -> methods.addAll(Set.of(
                        ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST)))
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .tokenSettings(tokens)
                .build();
    }

    Optional<Program> program(String clientId) {
        return programs.find(clientId);
    }
}
