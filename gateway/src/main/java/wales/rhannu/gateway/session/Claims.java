package wales.rhannu.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The claims of a token without verification, for tokens that came directly from the provider. */
final class Claims {

    private final JsonNode claims;

    private Claims(JsonNode claims) {
        this.claims = claims;
    }

    /** Parses the claims; empty if the text is not a JSON Web Token. */
    static Optional<Claims> of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode read = JsonMapper.shared()
                    .readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return read.isObject() ? Optional.of(new Claims(read)) : Optional.empty();
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    String text(String name) {
        return claims.path(name).asString("");
    }

    /** In seconds since the epoch; 0 where there is none. */
    long time(String name) {
        return claims.path(name).asLong(0);
    }

    /** One text, or several. */
    Set<String> texts(String name) {
        Set<String> texts = new LinkedHashSet<>();
        JsonNode claim = claims.path(name);
        if (claim.isString()) {
            texts.add(claim.asString());
        }
        claim.forEach(each -> texts.add(each.asString("")));
        return texts;
    }
}
