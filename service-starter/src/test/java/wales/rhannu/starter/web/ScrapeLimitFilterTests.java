package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class ScrapeLimitFilterTests {

    private final ScrapeLimitFilter limit =
            new ScrapeLimitFilter(new Problems(JsonMapper.builder().build()));

    private MockHttpServletResponse scrape(FilterChain chain) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        try {
            limit.doFilter(new MockHttpServletRequest("GET", ScrapeLimitFilter.PATH), response, chain);
        } catch (ServletException | IOException e) {
            throw new IllegalStateException(e);
        }
        return response;
    }

    @Test
    void whoIsTooManyIsToldToTryAgainAndWaitsForNobody() throws Exception {
        CountDownLatch reading = new CountDownLatch(4);
        CountDownLatch read = new CountDownLatch(1);
        Thread[] readers = new Thread[4];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = new Thread(() -> scrape((request, response) -> {
                reading.countDown();
                try {
                    read.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }));
            readers[i].start();
        }
        reading.await();

        MockHttpServletResponse refused = scrape((request, response) -> {});
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getContentType()).isEqualTo("application/problem+json");

        read.countDown();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(scrape((request, response) -> {}).getStatus()).isEqualTo(200);
    }

    @Test
    void aFailureGivesItsPlaceBack() {
        for (int i = 0; i < 10; i++) {
            try {
                scrape((request, response) -> {
                    throw new IOException("the reader has left");
                });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasRootCauseMessage("the reader has left");
            }
        }
        assertThat(scrape((request, response) -> {}).getStatus()).isEqualTo(200);
    }
}
