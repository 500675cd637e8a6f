package wales.rhannu.membership.member;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import wales.rhannu.starter.aggregate.Store;

/** Finds members by mailbox, including those that an older version of this service stored without mailboxes. */
record MailboxOwners(Store<Member> store, Mailboxes mailboxes) {

    private static final int AT_ONCE = 200;

    /**
     * Members who have one mailbox, each under an address of their own.
     *
     * @param key of the mailbox
     * @param members two or more
     */
    record Duplicates(String key, List<Member> members) {}

    /**
     * The member whose mailbox an address is of. Where several have it, from before mailboxes were known, the one with just
     * this address, or else the one whose address has no detail.
     */
    Optional<Member> of(String email) {
        Optional<Member> exactly = withExactly(email);
        if (exactly.isPresent()) {
            return exactly;
        }
        Mailbox mailbox = Mailbox.of(email);
        List<Member> claimed = stored(mailboxes.membersOf(mailbox.key()));
        return preferred(claimed.isEmpty() ? unclaimed(mailbox) : claimed, mailbox);
    }

    Optional<Member> withExactly(String email) {
        // as plain equality: the embedded engine finds it by the unique index only so
        return store.find(new BasicQuery(new Document("state.email", email))).stream()
                .findFirst();
    }

    private List<Member> stored(Collection<String> ids) {
        return ids.stream().flatMap(id -> store.find(id).stream()).toList();
    }

    private static Optional<Member> preferred(List<Member> members, Mailbox mailbox) {
        return members.stream()
                .filter(member -> member.email().equals(mailbox.address()))
                .findFirst()
                .or(() -> members.stream().findFirst());
    }

    /** Those whom a version of this service stored that knew no mailboxes, until the sweep has seen them. */
    private List<Member> unclaimed(Mailbox mailbox) {
        List<Member> found = new ArrayList<>();
        for (char next : new char[] {'@', '+'}) {
            Criteria begins =
                    Criteria.where("state.email").gte(mailbox.local() + next).lt(mailbox.local() + (char) (next + 1));
            store.each(new Query(begins), member -> {
                if (Mailbox.of(member.email()).equals(mailbox)) {
                    found.add(member);
                }
            });
        }
        return found;
    }

    /** Claims the mailbox of a member, unless that was done already. */
    void register(Member member) {
        String key = Mailbox.of(member.email()).key();
        if (!mailboxes.membersOf(key).contains(member.id())) {
            mailboxes.add(key, member.id());
            if (store.isErased(member.id())) {
                // between the two, and so perhaps after all else of the member was removed
                mailboxes.remove(key, member.id());
            }
        }
    }

    /**
     * Members who are two with one mailbox: from before mailboxes were known, or written by a version that does not know them.
     *
     * @param after the key of the last one on the page before
     */
    List<Duplicates> duplicates(@Nullable String after, int limit) {
        List<Duplicates> found = new ArrayList<>();
        String last = after;
        while (found.size() < limit) {
            List<Mailboxes.Shared> shared = mailboxes.shared(last, limit);
            for (Mailboxes.Shared each : shared) {
                List<Member> members = stored(each.members());
                if (members.size() > 1 && found.size() < limit) {
                    found.add(new Duplicates(each.key(), members));
                }
            }
            if (shared.size() < limit) {
                break;
            }
            last = shared.get(limit - 1).key();
        }
        return found;
    }

    /** Claims the mailboxes of those whom another version stored that knew none; what broke off goes on at the next time. */
    void complete(Runnable alive) {
        Query addresses = new Query();
        addresses.fields().include("state.email");
        List<Member> some = new ArrayList<>();
        store.each(addresses, member -> {
            some.add(member);
            if (some.size() == AT_ONCE) {
                registerAll(some);
                some.clear();
                alive.run();
            }
        });
        registerAll(some);
        mailboxes.releaseUnconfirmed();
    }

    private void registerAll(List<Member> some) {
        Map<String, Set<String>> claimed = mailboxes.among(
                some.stream().map(member -> Mailbox.of(member.email()).key()).toList());
        for (Member member : some) {
            String key = Mailbox.of(member.email()).key();
            if (!claimed.getOrDefault(key, Set.of()).contains(member.id())) {
                register(member);
            }
        }
    }
}
