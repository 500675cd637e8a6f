package wales.rhannu.starter.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.web.filter.OncePerRequestFilter;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * So many read the metrics at once; who is too many is told to try again and waits for nobody. It takes no token to read
 * them, and each answer is written in memory from all meters that there are.
 */
class ScrapeLimitFilter extends OncePerRequestFilter {

    static final String PATH = "/actuator/prometheus";

    /** A pair of Prometheus servers, and a person who looks. */
    private static final int AT_ONCE = 4;

    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Problems problems;

    ScrapeLimitFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!places.tryAcquire()) {
            problems.write(request, response, DomainException.tooMany("too-many-scrapes", Duration.ofSeconds(1)));
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.release();
        }
    }
}
