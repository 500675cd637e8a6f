package wales.rhannu.starter.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.OncePerRequestFilter;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.ReadModels;
import wales.rhannu.starter.consume.TopicSubscription;
import wales.rhannu.starter.web.Problems;

/** A service takes tokens of one issuer, for one audience, signed with RS256; what is not open takes one. */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
        },
        afterName = "wales.rhannu.starter.web.WebAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityAutoConfiguration {

    private static final String[] ALWAYS_OPEN = {
        "/actuator/health/**", "/actuator/prometheus", "/actuator/info", "/api/v1/openapi/**", "/error"
    };

    /** Unless the service decides by itself, or does not want it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "rhannu.security.standing", matchIfMissing = true)
    @ConditionalOnMissingBean(MemberStanding.class)
    static class Standing {

        @Bean
        MemberStandingReadModel memberStanding(ReadModels models, MongoTemplate mongo, Clock clock) {
            return new MemberStandingReadModel(models, mongo, clock);
        }

        @Bean
        TopicSubscription memberStandingSubscription(MemberStandingReadModel standing) {
            return new TopicSubscription(MemberStandingReadModel.TOPIC, "standing", standing::read);
        }
    }

    /** A span and two timers for each of the filters of each request tell nobody anything, and are a tenth of what it costs. */
    @Bean
    @ConditionalOnMissingBean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @ConditionalOnMissingBean
    JwtDecoder jwtDecoder(SecuritySettings settings, MongoTemplate mongo, ObjectProvider<MemberStanding> standing) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(
                        new StoredSigningKeys(settings.jwksUri(), mongo, Duration.ofSeconds(10), Duration.ofMinutes(5)))
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .build();
        List<OAuth2TokenValidator<Jwt>> checks = new ArrayList<>(List.of(
                JwtValidators.createDefaultWithIssuer(settings.issuer()),
                new JwtClaimValidator<Instant>("exp", Objects::nonNull),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(settings.audience()))));
        standing.ifAvailable(known -> checks.add(new StandingValidator(known)));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(checks));
        return decoder;
    }

    /**
     * Last of all, and there also where a service has chains of its own: what none of them matches would be open otherwise.
     */
    @Bean
    @ConditionalOnMissingBean(name = "tokens")
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain tokens(HttpSecurity http, SecuritySettings settings, Problems problems) {
        http.csrf(csrf -> csrf.disable())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> {
                    requests.requestMatchers(ALWAYS_OPEN).permitAll();
                    for (String open : settings.open()) {
                        String[] methodAndPath = open.trim().split("\\s+", 2);
                        HttpMethod method = HttpMethod.valueOf(methodAndPath[0]);
                        requests.requestMatchers(method, methodAndPath[1]).permitAll();
                        if (method.equals(HttpMethod.GET)) {
                            requests.requestMatchers(HttpMethod.HEAD, methodAndPath[1])
                                    .permitAll();
                        }
                    }
                    requests.anyRequest().authenticated();
                })
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(roles()))
                        .authenticationEntryPoint(
                                (request, response, failure) -> problems.unauthenticated(request, response)))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                                (request, response, failure) -> problems.unauthenticated(request, response))
                        .accessDeniedHandler((request, response, denied) ->
                                problems.write(request, response, DomainException.forbidden("forbidden"))))
                .addFilterBefore(new KeysAway(problems), BearerTokenAuthenticationFilter.class);
        return http.build();
    }

    private static JwtAuthenticationConverter roles() {
        JwtGrantedAuthoritiesConverter authorities = new JwtGrantedAuthoritiesConverter();
        authorities.setAuthoritiesClaimName("roles");
        authorities.setAuthorityPrefix("ROLE_");
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(authorities);
        return converter;
    }

    /** No keys at all is nobody's fault who calls: 503, and neither 401 nor 500. */
    private static final class KeysAway extends OncePerRequestFilter {

        private final Problems problems;

        KeysAway(Problems problems) {
            this.problems = problems;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                chain.doFilter(request, response);
            } catch (AuthenticationServiceException e) {
                problems.write(request, response, DomainException.unavailable("keys-away", Duration.ofSeconds(10)));
            }
        }
    }
}
