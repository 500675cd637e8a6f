package wales.rhannu.starter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class AwayTests {

    @Test
    void aDatabaseThatDoesNotAnswerIsAwayHoweverDeepTheCause() {
        assertThat(Away.isDatabaseAway(new IllegalStateException(new MongoTimeoutException("no server"))))
                .isTrue();
        assertThat(Away.isDatabaseAway(new DataAccessResourceFailureException("closed")))
                .isTrue();
    }

    @Test
    void aRequestThatItRefusesIsNot() {
        assertThat(Away.isDatabaseAway(new MongoWriteException(
                        new WriteError(121, "not valid", new BsonDocument()), new ServerAddress(), Set.of())))
                .isFalse();
        assertThat(Away.isDatabaseAway(new IllegalArgumentException("no state")))
                .isFalse();
    }
}
