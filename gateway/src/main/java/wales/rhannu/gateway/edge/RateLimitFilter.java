package wales.rhannu.gateway.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/**
 * How often one client may ask: by its token, and by its address in any case, because the gateway does not verify tokens and
 * anyone can invent a new one for each request.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class RateLimitFilter implements WebFilter {

    private final GatewaySettings.Limits limits;
    private final ClientResolver clients;
    private final Cache<String, Bucket> buckets;

    RateLimitFilter(GatewaySettings settings, ClientResolver clients) {
        this.limits = settings.limits();
        this.clients = clients;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(limits.clients())
                .expireAfterAccess(Duration.ofMinutes(2))
                .build();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        if (request.getURI().getRawPath().startsWith("/actuator/")) {
            return chain.filter(exchange);
        }
        String address = clients.address(request);
        String token = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        long wait;
        if (token == null) {
            wait = take("a:" + address, 1);
        } else {
            wait = take("t:" + digest(token), 1);
            if (wait == 0) {
                wait = take("all:" + address, limits.addressFactor());
            }
        }
        if (wait > 0) {
            return Mono.error(new ProblemException(
                    Problem.TOO_MANY_REQUESTS, TimeUnit.NANOSECONDS.toSeconds(wait + 999_999_999)));
        }
        return chain.filter(exchange);
    }

    /** The nanoseconds to wait; zero if the request may pass. */
    private long take(String client, long factor) {
        Bucket bucket = buckets.get(client, key -> bucket(factor));
        if (bucket.tryConsume(1)) {
            return 0;
        }
        return Math.max(1, bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    private Bucket bucket(long factor) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(limits.burst() * factor)
                        .refillGreedy(limits.requestsPerSecond() * factor, Duration.ofSeconds(1)))
                .build();
    }

    /** Hashes a token, so that no token is kept in memory. */
    private static String digest(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
