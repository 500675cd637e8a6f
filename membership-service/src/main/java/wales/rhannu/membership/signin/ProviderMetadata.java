package wales.rhannu.membership.signin;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the provider says of itself (OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2): what our clients can use.
 * Spring Authorization Server also lists what no client of ours may use, as other grants and keys of clients.
 */
final class ProviderMetadata {

    private static final Set<String> TOLD = Set.of(
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "userinfo_endpoint",
            "end_session_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "response_types_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "code_challenge_methods_supported");

    /** How programs and the platform's pages prove who they are. The command line has no secret ({@code none}) and gets tokens only. */
    private static final List<String> BY_SECRET = List.of("client_secret_basic", "client_secret_post");

    private ProviderMetadata() {}

    static void describe(Map<String, Object> claims) {
        claims.keySet().retainAll(TOLD);
        claims.put("grant_types_supported", List.of("authorization_code", "refresh_token", "client_credentials"));
        claims.put("scopes_supported", List.of("openid", "profile"));
        claims.put(
                "token_endpoint_auth_methods_supported", List.of("none", "client_secret_basic", "client_secret_post"));
        claims.put("introspection_endpoint_auth_methods_supported", BY_SECRET);
        claims.put("revocation_endpoint_auth_methods_supported", BY_SECRET);
    }
}
