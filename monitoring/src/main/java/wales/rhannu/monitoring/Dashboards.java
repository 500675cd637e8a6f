package wales.rhannu.monitoring;

import java.util.List;

/** The template of the dashboards: one of the platform, and one of each service by what it has. */
final class Dashboards {

    static final String FOLDER = "monitoring/dashboards";
    static final String PLATFORM = "platform";

    private Dashboards() {}

    /** The dashboard of the whole platform. */
    static String platform() {
        return GrafanaJson.of("rhannu-platform", "Rhannu: the platform", "", PlatformRows.all());
    }

    /** The dashboard of one service. */
    static String of(String service) {
        return GrafanaJson.of("rhannu-" + service, "Rhannu: " + service, service, rows(service));
    }

    /** The rows of a service's dashboard by the name of its module; all services have the same rows except these two. */
    private static List<DashboardRow> rows(String service) {
        return switch (service) {
            case "gateway" -> List.of(RequestRows.routed(), ResourceRows.process());
            case "partner-service" ->
                List.of(
                        RequestRows.answered(),
                        EventRows.streams(),
                        EventRows.reading(),
                        ResourceRows.database(),
                        ResourceRows.process());
            default ->
                List.of(
                        RequestRows.answered(),
                        EventRows.publishing(),
                        EventRows.reading(),
                        ResourceRows.database(),
                        ResourceRows.process());
        };
    }
}
