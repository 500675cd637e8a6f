package wales.rhannu.monitoring;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The containers as {@code docker-compose.yml} has them. */
final class Compose {

    private final Map<String, Map<String, Object>> services = new TreeMap<>();

    Compose(Checkout checkout) {
        Yaml.map(checkout.yaml("docker-compose.yml"), "services")
                .forEach((name, service) -> services.put(name, Yaml.map(service, name)));
    }

    Map<String, Map<String, Object>> services() {
        return services;
    }

    Map<String, Object> service(String name) {
        Map<String, Object> service = services.get(name);
        if (service == null) {
            throw new IllegalStateException("There is no container " + name);
        }
        return service;
    }

    /** Those that this repository builds. */
    Set<String> ours() {
        Set<String> ours = new TreeSet<>();
        services.forEach((name, service) -> {
            if (service.containsKey("build")) {
                ours.add(name);
            }
        });
        return ours;
    }

    /** Those that end when they have done what they are for, which others wait for. */
    Set<String> tasks() {
        Set<String> tasks = new TreeSet<>();
        services.values().forEach(service -> dependencies(service).forEach((other, condition) -> {
            if (condition.equals("service_completed_successfully")) {
                tasks.add(other);
            }
        }));
        return tasks;
    }

    /** What a service waits for, and until what. */
    static Map<String, String> dependencies(Map<String, Object> service) {
        Map<String, String> dependencies = new TreeMap<>();
        if (service.containsKey("depends_on")) {
            Yaml.map(service, "depends_on")
                    .forEach((other, how) -> dependencies.put(other, Yaml.text(Yaml.map(how, other), "condition")));
        }
        return dependencies;
    }

    /** The port at which one of ours is asked whether it is ready. */
    String readyAt(String name) {
        if (!(Yaml.map(service(name), "healthcheck").get("test") instanceof List<?> test)) {
            throw new IllegalStateException(name + " is not asked");
        }
        return String.valueOf(test.get(test.size() - 1));
    }
}
