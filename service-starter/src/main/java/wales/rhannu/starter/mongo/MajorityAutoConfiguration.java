package wales.rhannu.starter.mongo;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * What a service writes anywhere is kept by most of the replica set before it goes on, whatever the address of the database asks
 * for: with one member's answer, or an arbiter's vote, a failover would undo what was answered. What it reads is the primary's:
 * another member may still show what was changed, or sent, long ago.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration")
@ConditionalOnClass(MongoClientSettingsBuilderCustomizer.class)
class MajorityAutoConfiguration {

    /** After the one that reads the address. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    MongoClientSettingsBuilderCustomizer readsThePrimaryAndWritesByMajority() {
        return settings -> settings.readPreference(ReadPreference.primary()).writeConcern(WriteConcern.MAJORITY);
    }
}
