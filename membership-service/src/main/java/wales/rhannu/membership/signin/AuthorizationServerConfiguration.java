package wales.rhannu.membership.signin;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.program.Program;
import wales.rhannu.membership.session.Session;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.web.Problems;

/** The OpenID Connect provider (Spring Authorization Server), its stores in MongoDB. */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerConfiguration {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain authorizationServer(
            HttpSecurity http,
            ProviderTokenVerifier ownTokens,
            OAuthErrors errors,
            Problems problems,
            Sessions sessions,
            SignOut signOut) {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        MediaTypeRequestMatcher pages = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        pages.setUseEquals(false);
        pages.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        RequestMatcher forClients =
                new OrRequestMatcher(Stream.of("/oauth2/token", "/oauth2/introspect", "/oauth2/revoke")
                        .map(path -> PathPatternRequestMatcher.pathPattern(HttpMethod.POST, path))
                        .toArray(RequestMatcher[]::new));
        return http.securityMatcher(server.getEndpointsMatcher())
                .with(server, configured -> configured
                        .clientAuthentication(client -> client.errorResponseHandler(errors::ofClient))
                        .authorizationServerMetadataEndpoint(endpoint -> endpoint.authorizationServerMetadataCustomizer(
                                metadata -> metadata.claims(ProviderMetadata::describe)))
                        .tokenRevocationEndpoint(endpoint -> endpoint.revocationResponseHandler(signOut::byHandle))
                        .oidc(oidc -> oidc.providerConfigurationEndpoint(
                                        endpoint -> endpoint.providerConfigurationCustomizer(
                                                metadata -> metadata.claims(ProviderMetadata::describe)))
                                .userInfoEndpoint(endpoint -> endpoint.authenticationProviders(errors::keepCauses)
                                        .errorResponseHandler(errors::ofUserInfo))
                                .logoutEndpoint(endpoint -> endpoint.authenticationProviders(errors::keepCauses)
                                        .logoutResponseHandler(signOut.byIdToken())
                                        .errorResponseHandler(errors::ofLogout))))
                .addFilterAfter(new EndedSessionFilter(sessions), SecurityContextHolderFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(resources -> resources
                        .jwt(jwt -> jwt.decoder(ownTokens::verified))
                        .authenticationEntryPoint(
                                (request, response, failure) -> problems.unauthenticated(request, response)))
                .exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(errors::ofClient, forClients)
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint(SignInConfiguration.PAGE), pages))
                .build();
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(@Value("${rhannu.security.issuer}") String issuer) {
        return AuthorizationServerSettings.builder().issuer(issuer).build();
    }

    @Bean
    JwtEncoder jwtEncoder(SigningKeys keys) {
        return new NimbusJwtEncoder(keys::signing);
    }

    /** Whose session an ID token is of is known at every instance, so that any can end it. */
    @Bean
    SessionRegistry sessionRegistry(MongoIndexedSessionRepository sessions) {
        return new SpringSessionBackedSessionRegistry<>(sessions);
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    /**
     * The claims that services act by: {@code aud}, {@code org}, {@code roles}, and of a person {@code sid}. Nobody who is disabled
     * gets a token, and nothing is given in a session that has ended, or for longer than it can last.
     */
    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims(
            Members members,
            RegisteredClients clients,
            Sessions sessions,
            @Value("${rhannu.security.audience}") String audience) {
        return context -> {
            context.getJwsHeader().algorithm(SignatureAlgorithm.RS256);
            boolean program = AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType());
            if (program) {
                Program registered = clients.program(
                                context.getRegisteredClient().getClientId())
                        .orElseThrow(AuthorizationServerConfiguration::refused);
                access(context, audience, registered.organisation(), registered.roles());
                return;
            }
            Member member = Optional.ofNullable(context.<Authentication>getPrincipal())
                    .flatMap(person -> members.find(person.getName()))
                    .filter(it -> !it.isDisabled())
                    .orElseThrow(AuthorizationServerConfiguration::refused);
            if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
                Session session = MemberAccess.sessionOf(context.getPrincipal())
                        .flatMap(sessions::use)
                        .orElseThrow(AuthorizationServerConfiguration::refused);
                access(context, audience, member.organisation(), member.roles());
                context.getClaims().claim("sid", session.id()).claims(claims -> endBefore(session.endsAt(), claims));
            } else if (context.getAuthorizedScopes().contains("profile")) {
                String name = member.profile().name();
                if (name != null) {
                    context.getClaims().claim("name", name);
                }
            }
        };
    }

    private static void access(
            JwtEncodingContext context, String audience, @Nullable String organisation, Collection<String> roles) {
        context.getClaims().audience(List.of(audience)).claim("roles", List.copyOf(roles));
        if (organisation != null) {
            context.getClaims().claim("org", organisation);
        }
    }

    private static void endBefore(Instant end, Map<String, Object> claims) {
        claims.computeIfPresent(JwtClaimNames.EXP, (name, expires) -> end.isBefore((Instant) expires) ? end : expires);
    }

    private static OAuth2AuthenticationException refused() {
        return new OAuth2AuthenticationException(new OAuth2Error(
                OAuth2ErrorCodes.INVALID_GRANT, "This account is not active, or its session has ended.", null));
    }
}
