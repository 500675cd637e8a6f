package wales.rhannu.membership.signin;

import java.time.Clock;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.mongo.TransientFailures;

/** Deletes expired documents, because the embedded database has no TTL indexes; readers ignore them before that. */
@Component
class ExpirySweep {

    private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);
    private static final Map<String, String> EXPIRES = Map.of(
            SignInLinks.COLLECTION,
            "expires",
            SignInCounters.COLLECTION,
            "expires",
            KnownBrowsers.COLLECTION,
            "expires",
            Authorizations.COLLECTION,
            "expires",
            SignInConfiguration.SESSIONS,
            "expireAt",
            Sessions.COLLECTION,
            Sessions.EXPIRES);

    private final MongoTemplate mongo;
    private final Clock clock;

    ExpirySweep(MongoTemplate mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 60_000)
    void sweep() {
        try {
            EXPIRES.forEach((collection, field) -> mongo.execute(
                    collection,
                    c -> c.deleteMany(new Document(field, new Document("$lt", Date.from(clock.instant()))))));
        } catch (RuntimeException e) {
            if (!TransientFailures.isDatabaseAway(e)) {
                throw e;
            }
            log.debug("The sweep waits for the database");
        }
    }
}
