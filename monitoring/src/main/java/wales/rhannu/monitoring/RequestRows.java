package wales.rhannu.monitoring;

import java.util.List;

/** The rows of a service that answers requests. */
final class RequestRows {

    private RequestRows() {}

    /** For a service that answers requests itself. */
    static DashboardRow answered() {
        return new DashboardRow(
                "Requests",
                List.of(
                        Panel.of(
                                "Requests",
                                "By the method and what became of them.",
                                "reqps",
                                "sum by (method, status) (rate(http_server_requests_seconds_count$HERE"
                                        + "[$__rate_interval]))",
                                "{{method}} {{status}}"),
                        Panel.of(
                                "Slower than 300 ms",
                                "Share, by path; streams last as long as their reader likes.",
                                "percentunit",
                                "1 - sum by (uri) (rate(http_server_requests_seconds_bucket{$IS,le=\"0.3\"}"
                                        + "[$__rate_interval])) / sum by (uri) (rate("
                                        + "http_server_requests_seconds_count$HERE[$__rate_interval]))",
                                "{{uri}}"),
                        Panel.of(
                                "Longest",
                                "The slowest request of the last minutes, by path.",
                                "s",
                                "max by (uri) (http_server_requests_seconds_max$HERE)",
                                "{{uri}}")));
    }

    /** For the gateway, which passes requests on to the services. */
    static DashboardRow routed() {
        return new DashboardRow(
                "Requests",
                List.of(
                        Panel.of(
                                "Requests",
                                "By the service they went to.",
                                "reqps",
                                "sum by (service) (rate(http_server_requests_seconds_count$HERE[$__rate_interval]))",
                                "{{service}}"),
                        Panel.of(
                                "Answers",
                                "By status; gone is a client that did not wait.",
                                "reqps",
                                "sum by (status) (rate(http_server_requests_seconds_count$HERE[$__rate_interval]))",
                                "{{status}}"),
                        Panel.of(
                                "Failed",
                                "Share of 5xx, by the service asked.",
                                "percentunit",
                                "sum by (service) (rate(http_server_requests_seconds_count{$IS,status=~\"5..\"}"
                                        + "[$__rate_interval])) / sum by (service) (rate("
                                        + "http_server_requests_seconds_count$HERE[$__rate_interval]))",
                                "{{service}}"),
                        Panel.of(
                                "Slower than 300 ms",
                                "Share, by the service asked.",
                                "percentunit",
                                "1 - sum by (service) (rate(http_server_requests_seconds_bucket{$IS,le=\"0.3\"}"
                                        + "[$__rate_interval])) / sum by (service) (rate("
                                        + "http_server_requests_seconds_count$HERE[$__rate_interval]))",
                                "{{service}}"),
                        Panel.of(
                                "Refused: too often",
                                "429, because of the limits on a client.",
                                "reqps",
                                "sum(rate(http_server_requests_seconds_count{$IS,status=\"429\"}[$__rate_interval]))",
                                "429"),
                        Panel.of(
                                "Left alone",
                                "1 while a service is, because it does not answer.",
                                "none",
                                "max by (service) (rhannu_circuit_open$HERE)",
                                "{{service}}")));
    }
}
