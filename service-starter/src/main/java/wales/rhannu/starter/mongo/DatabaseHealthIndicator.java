package wales.rhannu.starter.mongo;

import com.mongodb.client.MongoClient;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports whether a database member accepts writes, from the driver's last observation, so that a health check never waits for
 * the database.
 */
final class DatabaseHealthIndicator extends AbstractHealthIndicator {

    private final MongoClient client;

    DatabaseHealthIndicator(MongoClient client) {
        super("The database's state cannot be told");
        this.client = client;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (client.getClusterDescription().hasWritableServer()) {
            builder.up();
        } else {
            builder.down().withDetail("reason", "no member of the database takes writes");
        }
    }
}
