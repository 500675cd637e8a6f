package wales.rhannu.starter.sweep;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The sweeps of a service. */
@AutoConfiguration(afterName = "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration")
class SweepAutoConfiguration {

    @Bean
    Sweeps sweeps(MongoTemplate mongo) {
        return new Sweeps(mongo);
    }
}
