package wales.rhannu.starter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MongoAutoConfigurationTests {

    private static MongoClientSettings settings(String uri) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder();
        new MongoAutoConfiguration().waitingTimes().customize(settings);
        return settings.applyConnectionString(new ConnectionString(uri)).build();
    }

    @Test
    void nobodyWaitsLongerForTheDatabaseThanTheGatewayForAService() {
        MongoClientSettings settings = settings("mongodb://localhost/notes");
        int member = (int) settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.SECONDS);
        int answer = settings.getSocketSettings().getReadTimeout(TimeUnit.SECONDS);

        assertThat(member).isBetween(5, 10);
        assertThat(answer).isPositive();
        // an answer that does not come, and then no member to try again with
        assertThat(answer + member).isLessThan(30);
        assertThat((int) settings.getConnectionPoolSettings().getMaxWaitTime(TimeUnit.SECONDS))
                .isBetween(1, 10);
    }

    @Test
    void whatTheAddressSaysCounts() {
        MongoClientSettings settings = settings(
                "mongodb://localhost/notes?serverSelectionTimeoutMS=700&socketTimeoutMS=0&waitQueueTimeoutMS=900");

        assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS))
                .isEqualTo(700);
        assertThat(settings.getSocketSettings().getReadTimeout(TimeUnit.MILLISECONDS))
                .isZero();
        assertThat(settings.getConnectionPoolSettings().getMaxWaitTime(TimeUnit.MILLISECONDS))
                .isEqualTo(900);
    }
}
