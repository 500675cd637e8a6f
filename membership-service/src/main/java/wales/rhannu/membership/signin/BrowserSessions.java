package wales.rhannu.membership.signin;

import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.mongodb.spring.session.JdkMongoSessionConverter;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.mongodb.spring.session.MongoSession;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.session.MapSession;

/**
 * The sessions that browsers have with this service. The library saves whatever a request has at its end; here a session that somebody
 * else removed meanwhile, by signing out, stays removed.
 */
final class BrowserSessions extends MongoIndexedSessionRepository {

    /** Under which id a session was found; a session without it is new. */
    private static final String FOUND_AS = "rhannu.found-as";

    private static final TypeDescriptor SESSION = TypeDescriptor.valueOf(MongoSession.class);
    private static final TypeDescriptor DOCUMENT = TypeDescriptor.valueOf(Document.class);

    private final MongoOperations mongo;
    private final String collection;
    private final JdkMongoSessionConverter converter;

    BrowserSessions(MongoOperations mongo, String collection) {
        super(mongo);
        this.mongo = mongo;
        this.collection = collection;
        this.converter = new JdkMongoSessionConverter(
                new SerializingConverter(),
                new DeserializingConverter(BrowserSessions.class.getClassLoader()),
                MapSession.DEFAULT_MAX_INACTIVE_INTERVAL);
        setMongoSessionConverter(converter);
        setCollectionName(collection);
    }

    @Override
    public @Nullable MongoSession findById(String id) {
        MongoSession session = super.findById(id);
        if (session != null) {
            session.setAttribute(FOUND_AS, id);
        }
        return session;
    }

    @Override
    public void save(MongoSession session) {
        String foundAs = session.getAttribute(FOUND_AS);
        if (foundAs != null && !foundAs.equals(session.getId()) && !remove(foundAs)) {
            return;
        }
        boolean isThere = session.getId().equals(foundAs);
        session.setAttribute(FOUND_AS, session.getId());
        Document document = Objects.requireNonNull((Document) converter.convert(session, SESSION, DOCUMENT));
        if (isThere) {
            mongo.replace(new BasicQuery(new Document("_id", session.getId())), document, collection);
        } else {
            mongo.insert(document, collection);
        }
    }

    /** @return whether it was there */
    private boolean remove(String id) {
        Long removed = mongo.execute(
                collection, c -> c.deleteOne(new Document("_id", id)).getDeletedCount());
        return removed != null && removed == 1;
    }
}
