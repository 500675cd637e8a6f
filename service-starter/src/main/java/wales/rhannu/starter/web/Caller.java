package wales.rhannu.starter.web;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Who calls, by the token; a controller takes it as an argument ({@code Optional<Caller>} where nobody has to sign in).
 *
 * @param id {@code sub}: a member's id, or a program's client id
 * @param organisation {@code org}: the id of the organisation, where there is one
 * @param roles {@code member}, {@code org-admin}, {@code facilitator}, {@code operator}, {@code partner}
 * @param language {@code cy} or {@code en}, from Accept-Language
 * @param session {@code sid}: the session in which a member got the token; null for programs
 */
public record Caller(
        String id, @Nullable String organisation, Set<String> roles, String language, @Nullable String session) {

    public boolean has(String role) {
        return roles.contains(role);
    }

    /** @throws DomainException forbidden, unless the caller has one of the roles */
    public void mustHave(String... anyOf) {
        for (String role : anyOf) {
            if (has(role)) {
                return;
            }
        }
        throw DomainException.forbidden("role-missing", String.join(", ", anyOf));
    }
}
