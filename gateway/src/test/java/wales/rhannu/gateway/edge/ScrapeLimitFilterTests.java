package wales.rhannu.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.problem.ProblemException;

class ScrapeLimitFilterTests {

    private final ScrapeLimitFilter limit = new ScrapeLimitFilter();

    private Mono<Void> get(String path, Mono<Void> answer) {
        var request = MockServerHttpRequest.method(HttpMethod.GET, URI.create(path));
        return limit.filter(MockServerWebExchange.from(request), exchange -> answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/%70rometheus", "/%61ctuator/prometheus", "/actuator/prometheus;a=b"})
    void anotherSpellingOfThePathIsCountedToo(String path) {
        for (int i = 0; i < 4; i++) {
            get(path, Mono.never()).subscribe();
        }
        assertThatThrownBy(() -> get(path, Mono.empty()).block()).isInstanceOf(ProblemException.class);
    }

    @Test
    void whoIsTooManyIsToldToTryAgainAndOneWhoLeavesGivesThePlaceBack() {
        List<Disposable> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(get(ScrapeLimitFilter.PATH, Mono.never()).subscribe());
        }

        assertThatThrownBy(() -> get(ScrapeLimitFilter.PATH, Mono.empty()).block())
                .isInstanceOf(ProblemException.class);
        get("/actuator/health/readiness", Mono.empty()).block();

        readers.get(0).dispose();
        for (int i = 0; i < 10; i++) {
            assertThat(get(ScrapeLimitFilter.PATH, Mono.empty()).blockOptional())
                    .isEmpty();
        }
    }
}
