package wales.rhannu.gateway.routing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import wales.rhannu.gateway.GatewaySettings;

/** Which path goes to which service; no path is rewritten. */
@Configuration(proxyBeanMethods = false)
class Routes {

    @Bean
    RouteLocator routeLocator(RouteLocatorBuilder builder, GatewaySettings settings) {
        var routes = builder.routes();
        settings.services().forEach((service, addresses) -> {
            URI uri = addresses.get(0);
            List<String> paths = new ArrayList<>(settings.routes().getOrDefault(service, List.of()));
            paths.add("/api/v1/operations/" + service + "/**");
            paths.add("/api/v1/openapi/" + service + "/**");
            List<String> streams = paths.stream()
                    .filter(path -> path.startsWith("/api/v1/streams"))
                    .toList();
            paths.removeAll(streams);
            if (!streams.isEmpty()) {
                // a stream is silent for as long as nothing happens
                add(routes, service + "-streams", service, uri, streams, -1);
            }
            add(routes, service, service, uri, paths, 0);
        });
        return routes.build();
    }

    private static void add(
            RouteLocatorBuilder.Builder routes,
            String id,
            String service,
            URI uri,
            List<String> paths,
            int responseTimeout) {
        routes.route(id, route -> {
            var matched = route.path(paths.toArray(String[]::new))
                    .metadata("service", service)
                    .metadata(DirectRoutes.PATHS, List.copyOf(paths));
            if (responseTimeout < 0) {
                matched.metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, responseTimeout);
            }
            return matched.uri(uri);
        });
    }
}
