package wales.rhannu.membership.signin;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.stereotype.Repository;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.starter.mongo.Indexes;

/**
 * The links that were mailed and not used yet, each with the code of the same mail: found by a hash of the link's token, and
 * removed as they are found, so that of whoever comes with a link or its code at once one signs in.
 */
@Repository
class SignInLinks {

    static final String COLLECTION = "sign_in_links";

    private final MongoTemplate mongo;
    private final Clock clock;
    private final SignInSettings settings;

    SignInLinks(MongoTemplate mongo, Clock clock, SignInSettings settings) {
        this.mongo = mongo;
        this.clock = clock;
        this.settings = settings;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("mailbox", "asked"), Indexes.of("expires")));
    }

    /**
     * A link whose code may be tried.
     *
     * @param id the hash of its token
     * @param mailbox the key of the mailbox that it was sent to
     * @param code the hash of its code
     */
    record WithCode(String id, String mailbox, String code) {}

    OneTimeToken make(String email) {
        String token = RandomSecret.random();
        Instant expires = clock.instant().plus(settings.link());
        mongo.execute(
                COLLECTION,
                c -> c.insertOne(byId(SecretHash.of(token))
                        .append("email", email)
                        .append("mailbox", Mailbox.of(email).key())
                        .append("asked", asked(expires.minus(settings.link()), SecretHash.of(token)))
                        .append("expires", Date.from(expires))));
        return new DefaultOneTimeToken(token, email, expires);
    }

    /** The link with a token, which then is used. */
    @Nullable
    OneTimeToken use(String token) {
        return take(SecretHash.of(token), token);
    }

    /** As {@link #use}, by its id. */
    @Nullable
    OneTimeToken take(String id, String token) {
        Document found = mongo.execute(COLLECTION, c -> c.findOneAndDelete(byId(id)));
        if (found == null) {
            return null;
        }
        Instant expires = found.getDate("expires").toInstant();
        return clock.instant().isAfter(expires)
                ? null
                : new DefaultOneTimeToken(token, found.getString("email"), expires);
    }

    /**
     * A link gets the code that is about to be mailed with it.
     *
     * @param code its hash
     */
    void addCode(OneTimeToken link, String code, Instant expires) {
        Document added = new Document("code", code).append("codeExpires", Date.from(expires));
        mongo.execute(
                COLLECTION, c -> c.updateOne(byId(SecretHash.of(link.getTokenValue())), new Document("$set", added)));
    }

    /** The first of some links that has a code and is not used, whatever was tried already. */
    Optional<WithCode> firstWithCode(List<String> ids) {
        for (String id : ids) {
            Document link = mongo.execute(COLLECTION, c -> c.find(byId(id)).first());
            if (link != null && link.containsKey("code")) {
                return Optional.of(new WithCode(id, link.getString("mailbox"), link.getString("code")));
            }
        }
        return Optional.empty();
    }

    /** Counts an attempt at a link's code; false if there were too many attempts or the link has expired. */
    boolean mayTry(String id, int most) {
        Document tried = mongo.execute(
                COLLECTION, c -> c.findOneAndUpdate(byId(id), new Document("$inc", new Document("tries", 1))));
        return tried != null
                && tried.get("tries", (Number) 0).intValue() < most
                && clock.instant().isBefore(tried.getDate("codeExpires").toInstant());
    }

    private static Document byId(String id) {
        return new Document("_id", id);
    }

    /** Deletes a link whose mail cannot be sent. */
    void remove(OneTimeToken link) {
        mongo.execute(COLLECTION, c -> c.deleteOne(byId(SecretHash.of(link.getTokenValue()))));
    }

    /** How many wait to be used for a mailbox. */
    long waiting(String mailbox) {
        return count(mailbox, new Document());
    }

    /** How many were asked for before a link, for its mailbox, and wait to be used. */
    long waitingBefore(OneTimeToken link) {
        String asked = asked(link.getExpiresAt().minus(settings.link()), SecretHash.of(link.getTokenValue()));
        return count(Mailbox.of(link.getUsername()).key(), new Document("$lt", asked));
    }

    private long count(String mailbox, Document asked) {
        asked.append("$gt", asked(clock.instant().minus(settings.link()), ""));
        Document filter = new Document("mailbox", mailbox).append("asked", asked);
        Long count = mongo.execute(COLLECTION, c -> c.countDocuments(filter));
        return count == null ? 0 : count;
    }

    /** Links sort by it in the order in which they were asked for, those of one millisecond in some order. */
    private static String asked(Instant when, String id) {
        return "%013d-%s".formatted(when.toEpochMilli(), id);
    }

    void forget(String mailbox) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("mailbox", mailbox)));
    }
}
