package wales.rhannu.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.mock.env.MockEnvironment;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DirectRoutesTests {

    private static Route route(String id, String... paths) {
        return Route.async()
                .id(id)
                .uri("http://localhost:1")
                .asyncPredicate(exchange -> Mono.just(false))
                .metadata(DirectRoutes.PATHS, List.of(paths))
                .build();
    }

    private static DirectRoutes of(Route... routes) {
        return new DirectRoutes(
                new FilteringWebHandler(List.of(), true), () -> Flux.fromArray(routes), new MockEnvironment());
    }

    private static @Nullable String found(DirectRoutes routes, String path) {
        Route route = routes.route(path);
        return route == null ? null : route.getId();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/members, membership",
        "/api/v1/members/, membership",
        "/api/v1/members/me/x, membership",
        "/api/v1/members//x, membership",
        "/userinfo, membership",
        "/userinfo/x,",
        "/api/v1/membersx,",
        "/api/v1,",
        "/api/v1/meetups.ics, events",
        "/api/v1/meetups/1.ics, events",
        "/api/v1/streams/t/events, partner-streams",
        "/api/v1/%6dembers,",
        "/,",
        "//api/v1/members,",
    })
    void aPathGoesToTheServiceWhoseItBegins(String path, @Nullable String service) {
        DirectRoutes routes = of(
                route("partner-streams", "/api/v1/streams/**"),
                route("membership", "/api/v1/members/**", "/userinfo"),
                route("events", "/api/v1/meetups/**", "/api/v1/meetups.ics"));

        assertThat(found(routes, path)).isEqualTo(service);
    }

    @Test
    void theFirstOfTwoThatMatchIsTaken() {
        assertThat(found(of(route("a", "/x/**"), route("b", "/x/y/**", "/x/y/z")), "/x/y/z"))
                .isEqualTo("a");
        assertThat(found(of(route("b", "/x/y/**"), route("a", "/x/**")), "/x/y/z"))
                .isEqualTo("b");
    }

    @Test
    void patternsOfAnotherFormAreLeftToTheGatewaysOwnMapping() {
        assertThat(found(of(route("a", "/x/**"), route("b", "/*/y")), "/x/z")).isNull();
    }
}
