package wales.rhannu.membership.member;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/** A person of the community, known by a work e-mail address. */
public class Member extends Aggregate<MemberEvent> {

    /** The roles there are; {@code partner} is for programs alone. */
    private static final Set<String> ROLES = Set.of("member", "org-admin", "facilitator", "operator");

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ABOUT = 2000;
    private static final int MOST_SKILLS = 30;
    private static final int LONGEST_SKILL = 60;

    /** Whether a member's tokens are accepted. */
    public enum Standing {
        ACTIVE,
        DISABLED
    }

    /** The language of mails to a member. */
    public enum Language {
        CY,
        EN
    }

    private String email = "";
    private @Nullable String name;
    private @Nullable String organisation;
    private Set<String> roles = Set.of();
    private Standing standing = Standing.ACTIVE;
    private @Nullable Language language;
    private List<String> skills = List.of();
    private @Nullable String about;
    private List<EndedSession> endedSessions = List.of();

    private Member() {}

    /**
     * Somebody who proved to hold an address.
     *
     * @param email as typed, in lower case and with its domain in ASCII form
     * @param organisation null where several share the address's domain and the member has yet to choose
     */
    Member(String id, String email, @Nullable String organisation, Collection<String> moreRoles) {
        super(id);
        this.email = email;
        this.organisation = organisation;
        Set<String> all = new TreeSet<>(moreRoles);
        all.add("member");
        this.roles = all;
        raise(new MemberEvent.Joined());
    }

    /**
     * What members say of themselves.
     *
     * @param skills words by which others find them
     * @param about a few sentences, as plain text
     */
    public record Profile(
            @Nullable String name, @Nullable Language language, List<String> skills, @Nullable String about) {}

    void describe(Profile profile) {
        Violations violations = new Violations();
        violations.optional("/name", profile.name(), LONGEST_NAME);
        violations.optional("/about", profile.about(), LONGEST_ABOUT);
        violations.most("/skills", profile.skills(), MOST_SKILLS);
        for (int i = 0; i < profile.skills().size(); i++) {
            violations.required("/skills/" + i, profile.skills().get(i), LONGEST_SKILL);
        }
        violations.mustHold();
        if (profile.equals(profile())) {
            return;
        }
        name = profile.name();
        language = profile.language();
        skills = profile.skills().stream().map(String::strip).distinct().toList();
        about = profile.about();
        raise(new MemberEvent.ProfileChanged());
    }

    /**
     * Chooses among the organisations of the address's domain.
     *
     * @param possible the ids of those that have the domain
     */
    void choose(String chosen, Collection<String> possible) {
        if (chosen.equals(organisation)) {
            return;
        }
        if (!possible.contains(chosen)) {
            throw DomainException.invalid("/organisation", "organisation-of-another-domain");
        }
        organisation = chosen;
        raise(new MemberEvent.OrganisationChosen(chosen));
    }

    void giveRoles(Collection<String> wanted) {
        Set<String> all = new TreeSet<>(wanted);
        all.add("member");
        if (!ROLES.containsAll(all)) {
            throw DomainException.invalid("/roles", "not-roles-of-people", String.join(", ", new TreeSet<>(ROLES)));
        }
        if (all.equals(roles)) {
            return;
        }
        Set<String> before = roles;
        roles = all;
        raise(new MemberEvent.RolesChanged(before));
    }

    void disable() {
        if (standing == Standing.DISABLED) {
            throw DomainException.conflict("already-disabled");
        }
        standing = Standing.DISABLED;
        raise(new MemberEvent.Disabled());
    }

    void enable() {
        if (standing == Standing.ACTIVE) {
            throw DomainException.conflict("not-disabled");
        }
        standing = Standing.ACTIVE;
        raise(new MemberEvent.Enabled());
    }

    /**
     * From now on tokens that were given in these sessions are refused. Those that ended before are forgotten once none of their tokens
     * can live.
     *
     * @param until by then the last of the sessions' tokens has expired
     */
    void endSessions(Collection<String> sessions, Instant until, Instant now) {
        List<String> ending =
                sessions.stream().distinct().filter(each -> !hasEnded(each)).toList();
        if (ending.isEmpty()) {
            return;
        }
        endedSessions = EndedSession.more(endedSessions, ending, until, now);
        raise(new MemberEvent.SessionsEnded(ending));
    }

    /** Whether a session ended so recently that its tokens may not have expired. */
    boolean hasEnded(String session) {
        return endedSessions.stream().anyMatch(each -> each.session().equals(session));
    }

    void erase() {
        erase(new MemberEvent.Erased());
    }

    public String email() {
        return email;
    }

    public @Nullable String organisation() {
        return organisation;
    }

    public Set<String> roles() {
        return roles;
    }

    public boolean isDisabled() {
        return standing == Standing.DISABLED;
    }

    public Profile profile() {
        return new Profile(name, language, skills, about);
    }
}
