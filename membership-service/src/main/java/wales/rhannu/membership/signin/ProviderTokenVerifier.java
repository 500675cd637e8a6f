package wales.rhannu.membership.signin;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.security.MemberStanding;
import wales.rhannu.starter.security.StandingValidator;

/**
 * Verifies tokens where the provider itself is asked with one, as at {@code /userinfo}: by the keys that are here, so that
 * nothing is fetched from ourselves. What else is checked is what every service checks.
 */
@Component
class ProviderTokenVerifier {

    private final NimbusJwtDecoder decoder;
    private final NimbusJwtDecoder ofIdTokens;

    ProviderTokenVerifier(
            SigningKeys keys,
            MemberStanding standing,
            @Value("${rhannu.security.issuer}") String issuer,
            @Value("${rhannu.security.audience}") String audience) {
        decoder = decoder(keys);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuer),
                new JwtClaimValidator<List<String>>(
                        "aud", audiences -> audiences != null && audiences.contains(audience)),
                new JwtClaimValidator<String>("sub", Objects::nonNull),
                new StandingValidator(standing)));
        ofIdTokens = decoder(keys);
        ofIdTokens.setJwtValidator(new JwtIssuerValidator(issuer));
    }

    private static NimbusJwtDecoder decoder(SigningKeys keys) {
        return NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .build();
    }

    /** @throws org.springframework.security.oauth2.jwt.JwtException when it is not valid here */
    Jwt verified(String token) {
        return decoder.decode(token);
    }

    /** What is signed here, whether it has expired or not; empty for anything else, and where the key has gone that signed it. */
    Optional<Jwt> signedHere(String idToken) {
        try {
            return Optional.of(ofIdTokens.decode(idToken));
        } catch (JwtException e) {
            return Optional.empty();
        }
    }
}
