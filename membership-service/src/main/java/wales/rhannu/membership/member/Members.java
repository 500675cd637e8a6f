package wales.rhannu.membership.member;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.membership.organisation.Organisations;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The members, and who may become one. */
@Repository
public class Members {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>\",;:\\\\\\p{Cntrl}]{1,64}@[^\\s@<>\",;]{3,253}");

    /**
     * Where the community begins.
     *
     * @param facilitators the addresses of the first facilitators; they may join whatever their domain
     */
    @ConfigurationProperties("rhannu.bootstrap")
    record Bootstrap(@DefaultValue List<String> facilitators) {

        boolean names(String email) {
            return facilitators.stream().anyMatch(email::equalsIgnoreCase);
        }
    }

    private final Store<Member> store;
    private final Organisations organisations;
    private final Bootstrap bootstrap;

    Members(Stores stores, Organisations organisations, Bootstrap bootstrap) {
        this.store = stores.of(Member.class, "members")
                .holdsPeople()
                .unique("email")
                .compoundIndex("standing", "_id")
                .terms(member -> DirectoryTerms.of(member.profile()))
                .build();
        this.organisations = organisations;
        this.bootstrap = bootstrap;
    }

    /** An address as we keep it; empty when it is none. */
    public static Optional<String> address(@Nullable String given) {
        String address = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        return ADDRESS.matcher(address).matches() ? Optional.of(address) : Optional.empty();
    }

    public Optional<Member> find(String id) {
        return store.find(id);
    }

    /** @throws DomainException not found */
    public Member get(String id) {
        return store.get(id);
    }

    /** Whether somebody is disabled or was erased; what is no member, a program say, is not refused. */
    boolean isRefused(String subject) {
        return store.isErased(subject)
                || store.find(subject).map(Member::isDisabled).orElse(false);
    }

    public Optional<Member> withEmail(String email) {
        // as plain equality: the embedded engine finds it by the unique index only so
        return store.find(new BasicQuery(new org.bson.Document("state.email", email))).stream()
                .findFirst();
    }

    /** Whether whoever holds an address is a member, or may become one. */
    public boolean mayJoin(String email) {
        return withEmail(email).isPresent()
                || bootstrap.names(email)
                || !organisations.withDomain(domain(email)).isEmpty();
    }

    /**
     * The member with an address that was proved; a new one at the first time. The first facilitators get their role here.
     *
     * @return empty when the address may not join
     */
    public Optional<Member> joined(String email) {
        Optional<Member> there = withEmail(email);
        if (there.isPresent()) {
            return Optional.of(withFirstRoles(there.get()));
        }
        if (!mayJoin(email)) {
            return Optional.empty();
        }
        List<Organisation> possible = organisations.withDomain(domain(email));
        String id = UUID.randomUUID().toString();
        Member member = new Member(
                id,
                email,
                possible.size() == 1 ? possible.get(0).id() : null,
                bootstrap.names(email) ? Set.of("facilitator") : Set.of());
        try {
            return Optional.of(store.add(member, RequestContext.unconditional(id)));
        } catch (DomainException taken) {
            return withEmail(email); // the same person at the same time in another window
        }
    }

    private Member withFirstRoles(Member member) {
        if (!bootstrap.names(member.email()) || member.roles().contains("facilitator")) {
            return member;
        }
        return store.change(member.id(), RequestContext.unconditional(), it -> {
            List<String> roles = new ArrayList<>(it.roles());
            roles.add("facilitator");
            it.giveRoles(roles);
        });
    }

    /** Somebody made up, for the demo; once. */
    public void addDemo(String id, String email, String organisation, Set<String> roles, Member.Profile profile) {
        if (withEmail(email).isEmpty()) {
            store.add(new Member(id, email, organisation, roles), RequestContext.unconditional(id));
        }
        store.change(id, RequestContext.unconditional(), member -> {
            if (member.profile().name() == null) {
                member.describe(profile);
            }
        });
    }

    /** The organisations that a member can choose among. */
    public List<Organisation> possibleOrganisations(Member member) {
        return organisations.withDomain(member.domain());
    }

    public Member choose(String id, RequestContext context, String organisation) {
        return change(
                id,
                context,
                member -> member.choose(
                        organisation,
                        possibleOrganisations(member).stream()
                                .map(Organisation::id)
                                .toList()));
    }

    /**
     * Has every service refuse the tokens that were given in these sessions. Nothing is done for somebody who is no member any more:
     * none of their tokens is taken.
     *
     * @param until by then the last of the sessions' tokens has expired
     */
    public void endSessions(String id, Collection<String> sessions, Instant until, Instant now) {
        if (store.find(id).isPresent()) {
            store.change(id, RequestContext.unconditional(), member -> member.endSessions(sessions, until, now));
        }
    }

    Member change(String id, RequestContext context, Consumer<Member> change) {
        return store.change(id, context, change);
    }

    void completeDirectory() {
        store.completeTerms();
    }

    /**
     * A page of the directory, by id: those who are not disabled.
     *
     * @param q each of its words begins a word of the name, a skill, or what the member says about themselves
     * @param skill the whole of a skill; case and accents do not matter
     */
    List<Member> search(@Nullable String q, @Nullable String skill, @Nullable String after, int limit) {
        Criteria criteria = Criteria.where("state.standing").is("active");
        if (after != null) {
            criteria = criteria.and("_id").gt(after);
        }
        if (skill != null) {
            criteria = criteria.and(Store.TERMS).is(DirectoryTerms.skill(skill));
        }
        if (q != null && !q.isBlank()) {
            List<String> words = DirectoryTerms.sought(q);
            if (words.isEmpty()) {
                return List.of(); // signs alone begin no word
            }
            criteria = criteria.andOperator(words.stream()
                    .map(word -> Criteria.where(Store.TERMS).regex("^" + word))
                    .toList());
        }
        return store.find(new Query(criteria).with(Sort.by("_id")).limit(limit));
    }

    private static String domain(String email) {
        return email.substring(email.indexOf('@') + 1);
    }
}
