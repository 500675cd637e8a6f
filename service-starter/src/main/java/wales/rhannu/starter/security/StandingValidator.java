package wales.rhannu.starter.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/** Refuses the tokens of members who are disabled or erased, and those of sessions that have ended ({@code sid}). */
public final class StandingValidator implements OAuth2TokenValidator<Jwt> {

    private static final OAuth2Error REFUSED = new OAuth2Error(
            OAuth2ErrorCodes.INVALID_TOKEN, "The member is not active, or the session has ended.", null);

    private final MemberStanding standing;

    public StandingValidator(MemberStanding standing) {
        this.standing = standing;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        return mayBeUsed(token.getSubject(), token.getClaimAsString("sid"))
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(REFUSED);
    }

    private boolean mayBeUsed(@Nullable String subject, @Nullable String session) {
        return subject == null
                || !standing.isRefused(subject) && (session == null || !standing.isEnded(subject, session));
    }
}
