package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.mongo.Indexes;

/**
 * Which browsers signed in with a mailbox before: such a browser holds a secret, and its hash is here with the keys of the
 * mailboxes. A browser gets another secret each time it signs in, so one that somebody else put there proves nothing.
 */
@Repository
class KnownBrowsers {

    static final String COLLECTION = "sign_in_browsers";
    static final String COOKIE = "rhannu-known-browser";

    private static final String MAILBOXES = "mailboxes";
    /** Colleagues may share a browser. */
    private static final int MOST_MAILBOXES = 5;

    private static final int MOST_BROWSERS = 20;

    private final MongoTemplate mongo;
    private final Clock clock;
    private final SignInLimits limits;

    KnownBrowsers(MongoTemplate mongo, Clock clock, SignInLimits limits) {
        this.mongo = mongo;
        this.clock = clock;
        this.limits = limits;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of(MAILBOXES, "expires"), Indexes.of("expires")));
    }

    /** A hash of the secret that a browser holds; null where it holds none. */
    static @Nullable String of(HttpServletRequest request) {
        return RandomSecret.in(request, COOKIE).map(SecretHash::of).orElse(null);
    }

    /** Whether the browser with a secret signed in with the mailbox before. */
    boolean isKnown(String browser, String mailbox) {
        return find(browser).contains(mailbox);
    }

    private List<String> find(String browser) {
        Document there = mongo.execute(
                COLLECTION, c -> c.find(new Document("_id", browser)).first());
        return there == null || !there.getDate("expires").toInstant().isAfter(clock.instant())
                ? List.of()
                : there.getList(MAILBOXES, String.class);
    }

    /** The browser has just signed in with a mailbox. What it holds is good until it has been given what takes its place. */
    void remember(HttpServletRequest request, HttpServletResponse response, String mailbox) {
        String before = of(request);
        List<String> mailboxes = before == null ? new ArrayList<>() : new ArrayList<>(find(before));
        mailboxes.remove(mailbox);
        mailboxes.add(mailbox);
        String secret = RandomSecret.random();
        Instant expires = clock.instant().plus(limits.knownBrowser());
        Document browser = new Document("_id", SecretHash.of(secret))
                .append(MAILBOXES, mailboxes.subList(Math.max(0, mailboxes.size() - MOST_MAILBOXES), mailboxes.size()))
                .append("expires", Date.from(expires));
        mongo.execute(COLLECTION, c -> c.insertOne(browser));
        RandomSecret.give(request, response, COOKIE, secret, limits.knownBrowser());
        if (before != null) {
            mongo.execute(COLLECTION, c -> c.deleteOne(new Document("_id", before)));
        }
        forgetOldest(mailbox);
    }

    /** Somebody whose browsers forget cookies has a new one each day. */
    private void forgetOldest(String mailbox) {
        List<String> tooMany =
                Objects.requireNonNull(mongo.execute(COLLECTION, c -> c.find(new Document(MAILBOXES, mailbox))
                        .sort(new Document("expires", -1))
                        .skip(MOST_BROWSERS)
                        .map(it -> it.getString("_id"))
                        .into(new ArrayList<>())));
        if (!tooMany.isEmpty()) {
            mongo.execute(COLLECTION, c -> c.deleteMany(new Document("_id", new Document("$in", tooMany))));
        }
    }

    void forget(String mailbox) {
        Document pull = new Document("$pull", new Document(MAILBOXES, mailbox));
        mongo.execute(COLLECTION, c -> c.updateMany(new Document(MAILBOXES, mailbox), pull));
    }
}
