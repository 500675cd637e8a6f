package wales.rhannu.membership.member;

import java.time.Duration;
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
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.membership.organisation.EmailDomain;
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
            Mailbox mailbox = Mailbox.of(email);
            return facilitators.stream()
                    .map(String::strip)
                    .filter(facilitator -> facilitator.contains("@"))
                    .anyMatch(facilitator -> Mailbox.of(facilitator).equals(mailbox));
        }
    }

    private static final int TRIES = 10;

    private final Store<Member> store;
    private final Mailboxes mailboxes;
    private final MailboxOwners owners;
    private final Organisations organisations;
    private final Bootstrap bootstrap;

    Members(Stores stores, Mailboxes mailboxes, Organisations organisations, Bootstrap bootstrap) {
        this.store = stores.of(Member.class, "members")
                .holdsPeople()
                .unique("email")
                .compoundIndex("standing", "_id")
                .compoundIndex("standing", "organisation", "_id")
                .terms(member -> DirectoryTerms.of(member.profile()))
                .build();
        this.mailboxes = mailboxes;
        this.owners = new MailboxOwners(store, mailboxes);
        this.organisations = organisations;
        this.bootstrap = bootstrap;
    }

    /** An address as we keep it, and write to it: in lower case, its domain in ASCII form; empty when it is none. */
    public static Optional<String> address(@Nullable String given) {
        String address = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        if (!ADDRESS.matcher(address).matches()) {
            return Optional.empty();
        }
        int at = address.indexOf('@');
        return EmailDomain.ascii(address.substring(at + 1)).map(domain -> address.substring(0, at + 1) + domain);
    }

    public Optional<Member> find(String id) {
        return store.find(id);
    }

    /** @throws DomainException not found */
    public Member get(String id) {
        return store.get(id);
    }

    /** Whether a member is disabled or erased; false for subjects that are not members, such as programs. */
    boolean isRefused(String subject) {
        return store.isErased(subject)
                || store.find(subject).map(Member::isDisabled).orElse(false);
    }

    /** The member whose mailbox an address is of. */
    public Optional<Member> withEmail(String email) {
        return owners.of(email);
    }

    /** Whether the owner of an address is a member or may become one. */
    public boolean mayJoin(String email) {
        return bootstrap.names(email)
                || !organisations.withDomain(Mailbox.of(email).domain()).isEmpty()
                || withEmail(email).isPresent();
    }

    /**
     * The member whose mailbox an address is of, which was proved; a new one at the first time. The first facilitators get
     * their role here.
     *
     * @return empty when the address may not join
     */
    public Optional<Member> joined(String email) {
        Mailbox mailbox = Mailbox.of(email);
        String id = UUID.randomUUID().toString();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<Member> there = withEmail(email);
            if (there.isPresent()) {
                owners.register(there.get());
                return Optional.of(withFirstRoles(there.get()));
            }
            if (!mayJoin(email)) {
                return Optional.empty();
            }
            // of those who join at once, under whatever addresses of the mailbox, all store one and the same member
            String claimed = mailboxes.claim(mailbox.key(), id).get(0);
            if (store.isErased(claimed)) {
                mailboxes.remove(mailbox.key(), claimed);
                continue;
            }
            try {
                Member member = store.add(somebodyNew(claimed, email), RequestContext.unconditional(claimed));
                mailboxes.confirm(mailbox.key());
                return Optional.of(member);
            } catch (DomainException taken) {
                if (taken.kind() != DomainException.Kind.CONFLICT) {
                    throw taken;
                }
            }
        }
        throw DomainException.unavailable("busy", Duration.ofSeconds(1));
    }

    private Member somebodyNew(String id, String email) {
        List<Organisation> possible = organisations.withDomain(Mailbox.of(email).domain());
        return new Member(
                id,
                email,
                possible.size() == 1 ? possible.get(0).id() : null,
                bootstrap.names(email) ? Set.of("facilitator") : Set.of());
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
        if (owners.withExactly(email).isEmpty()) {
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
        return organisations.withDomain(Mailbox.of(member.email()).domain());
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
     * @param organisation the id of where they work
     */
    List<Member> search(
            @Nullable String q,
            @Nullable String skill,
            @Nullable String organisation,
            @Nullable String after,
            int limit) {
        Criteria criteria = Criteria.where("state.standing").is("active");
        if (organisation != null) {
            criteria = criteria.and("state.organisation").is(organisation);
        }
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

    /** Those who are two with one mailbox, by the mailbox's key. */
    List<MailboxOwners.Duplicates> duplicates(@Nullable String after, int limit) {
        return owners.duplicates(after, limit);
    }

    void completeMailboxes(Runnable alive) {
        owners.complete(alive);
    }

    /** The keys of the mailboxes of a member, also of one who was erased, until they are forgotten. */
    public List<String> mailboxesOf(String id) {
        return mailboxes.keysOf(id);
    }

    /** Forgets whose mailboxes were an erased member's. */
    public void forgetMailboxesOf(String id) {
        mailboxes.keysOf(id).forEach(key -> mailboxes.remove(key, id));
    }
}
