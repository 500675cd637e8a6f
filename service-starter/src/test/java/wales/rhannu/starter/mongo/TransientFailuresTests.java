package wales.rhannu.starter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoExceptionTranslator;

class TransientFailuresTests {

    private static final ServerAddress SERVER = new ServerAddress();

    private static BsonDocument answer(int code, String... labels) {
        BsonDocument answer = new BsonDocument("ok", new BsonInt32(0))
                .append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("as told"));
        BsonArray all = new BsonArray();
        Set.of(labels).forEach(label -> all.add(new BsonString(label)));
        return answer.append("errorLabels", all);
    }

    /** As a service gets it. */
    private static Throwable translated(MongoException failure) {
        Throwable translated = new MongoExceptionTranslator().translateExceptionIfPossible(failure);
        return translated == null ? failure : translated;
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAwayHoweverDeepTheCause() {
        assertThat(TransientFailures.isDatabaseAway(new IllegalStateException(new MongoTimeoutException("no server"))))
                .isTrue();
        assertThat(TransientFailures.isDatabaseAway(new DataAccessResourceFailureException("closed")))
                .isTrue();
        assertThat(TransientFailures.isDatabaseAway(new MongoInterruptedException("ends", new InterruptedException())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {11600, 11602, 10107, 13435, 13436, 189, 91, 262, 365, 50, 112, 64, 43, 6, 7, 89, 9001, 14031})
    void itsCodeSaysSoWhateverClassTheDriverMakesOfIt(int code) {
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoQueryException(answer(code), SERVER))))
                .as("a query")
                .isTrue();
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoCommandException(answer(code), SERVER))))
                .as("a command")
                .isTrue();
        assertThat(TransientFailures.isDatabaseAway(translated(
                        new MongoWriteException(new WriteError(code, "", new BsonDocument()), SERVER, Set.of()))))
                .as("a write")
                .isTrue();
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoBulkWriteException(
                        BulkWriteResult.unacknowledged(),
                        List.of(new BulkWriteError(code, "", new BsonDocument(), 0)),
                        null,
                        SERVER,
                        Set.of()))))
                .as("a bulk")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RetryableWriteError", "TransientTransactionError", "SystemOverloadedError"})
    void itsLabelSaysSoWhateverTheCode(String label) {
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoQueryException(answer(99_999, label), SERVER))))
                .isTrue();
    }

    @Test
    void aWriteThatTooFewMembersConfirmIs() {
        WriteConcernError unconfirmed = new WriteConcernError(64, "WriteConcernTimeout", "", new BsonDocument());
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoWriteConcernException(
                        unconfirmed, WriteConcernResult.acknowledged(1, true, null), SERVER, Set.of()))))
                .isTrue();
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoBulkWriteException(
                        BulkWriteResult.unacknowledged(), List.of(), unconfirmed, SERVER, Set.of()))))
                .isTrue();
    }

    @Test
    void aRequestThatItRefusesIsNot() {
        assertThat(TransientFailures.isDatabaseAway(new MongoWriteException(
                        new WriteError(121, "not valid", new BsonDocument()), SERVER, Set.of())))
                .isFalse();
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoQueryException(answer(2), SERVER))))
                .as("a bad value")
                .isFalse();
        assertThat(TransientFailures.isDatabaseAway(translated(new MongoBulkWriteException(
                        BulkWriteResult.unacknowledged(),
                        List.of(new BulkWriteError(11_000, "", new BsonDocument(), 0)),
                        null,
                        SERVER,
                        Set.of()))))
                .as("a duplicate")
                .isFalse();
        assertThat(TransientFailures.isDatabaseAway(new DuplicateKeyException("taken")))
                .isFalse();
        assertThat(TransientFailures.isDatabaseAway(new IllegalArgumentException("no state")))
                .isFalse();
    }
}
