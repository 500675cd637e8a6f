package wales.rhannu.starter.test;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One caller of each kind, with ids that no other test has. */
public final class Callers {

    /** In which relation somebody stands to what somebody else wrote. */
    public enum Kind {
        /** Without a token. */
        ANONYMOUS,
        /** A partner's program, which is no member. */
        PROGRAM,
        /** A member of another organisation. */
        STRANGER,
        /** Another member of the author's organisation. */
        COLLEAGUE,
        /** The member whose it is. */
        AUTHOR,
        /** A facilitator of another organisation. */
        FACILITATOR,
        /** An operator of another organisation. */
        OPERATOR;

        /** Everybody who has the role {@code member}. */
        public static final Set<Kind> MEMBERS = Set.of(STRANGER, COLLEAGUE, AUTHOR, FACILITATOR, OPERATOR);
    }

    private final String group = UUID.randomUUID().toString();
    private final Map<Kind, String> bearers = new EnumMap<>(Kind.class);

    /** The id of the member or program; of nobody for {@link Kind#ANONYMOUS}. */
    public String id(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + "-" + group;
    }

    /** The value of the Authorization header; null for {@link Kind#ANONYMOUS}. */
    public @Nullable String bearer(Kind kind) {
        return kind == Kind.ANONYMOUS ? null : signed(kind);
    }

    private String signed(Kind kind) {
        return bearers.computeIfAbsent(kind, it -> token(it).bearer());
    }

    private TestTokens token(Kind kind) {
        return switch (kind) {
            case ANONYMOUS -> throw new IllegalArgumentException("Nobody in particular has no token");
            case PROGRAM -> TestTokens.program(id(kind)).onlyRoles("partner");
            case STRANGER -> TestTokens.member(id(kind)).organisation("another-" + group);
            case COLLEAGUE, AUTHOR -> TestTokens.member(id(kind)).organisation(group);
            case FACILITATOR ->
                TestTokens.member(id(kind)).organisation("third-" + group).roles("facilitator");
            case OPERATOR ->
                TestTokens.member(id(kind)).organisation("fourth-" + group).roles("operator");
        };
    }

    /** The author's Authorization header. */
    public String author() {
        return signed(Kind.AUTHOR);
    }

    /** The facilitator's Authorization header. */
    public String facilitator() {
        return signed(Kind.FACILITATOR);
    }
}
