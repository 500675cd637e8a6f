package wales.rhannu.monitoring;

import java.util.List;

/** The rows of the platform's dashboard: what users notice first, then its causes. */
final class PlatformRows {

    private PlatformRows() {}

    static List<DashboardRow> all() {
        return List.of(
                new DashboardRow(
                        "Is it well?",
                        List.of(
                                Panel.of(
                                        "Instances that answer",
                                        "None of a service is an alert.",
                                        "none",
                                        "sum by (job) (up{job!=\"prometheus\"})",
                                        "{{job}}"),
                                Panel.of(
                                        "Alerts",
                                        "Each has a page in docs/operations/runbooks.",
                                        "none",
                                        "count by (alertname, severity) (ALERTS{alertstate=\"firing\"})",
                                        "{{alertname}} ({{severity}})"),
                                Panel.of(
                                        "Services that the gateway leaves alone",
                                        "1 while it does.",
                                        "none",
                                        "max by (service) (rhannu_circuit_open)",
                                        "{{service}}"))),
                new DashboardRow(
                        "What people meet",
                        List.of(
                                Panel.of(
                                        "Requests",
                                        "At the gateway, by the service they went to.",
                                        "reqps",
                                        "sum by (service) (rate(http_server_requests_seconds_count{job=\"gateway\"}"
                                                + "[$__rate_interval]))",
                                        "{{service}}"),
                                Panel.of(
                                        "Failed",
                                        "Share answered with 5xx; the objective is 0.1 % over 30 days.",
                                        "percentunit",
                                        "gateway:request_errors:ratio_rate5m",
                                        "5 minutes",
                                        "gateway:request_errors:ratio_rate1h",
                                        "1 hour",
                                        "gateway:request_errors:ratio_rate6h",
                                        "6 hours"),
                                Panel.of(
                                        "Slower than 300 ms",
                                        "Streams are left out; the objective is 1 % over 30 days.",
                                        "percentunit",
                                        "gateway:request_slow:ratio_rate5m",
                                        "5 minutes",
                                        "gateway:request_slow:ratio_rate1h",
                                        "1 hour",
                                        "gateway:request_slow:ratio_rate6h",
                                        "6 hours"))),
                new DashboardRow(
                        "What happened, on its way",
                        List.of(
                                Panel.of(
                                        "Oldest event that waits to be published",
                                        "More than 5 s is an alert.",
                                        "s",
                                        "max by (job) (rhannu_outbox_oldest_age_seconds)",
                                        "{{job}}"),
                                Panel.of(
                                        "From a write to the broker",
                                        "99 of 100 events were quicker.",
                                        "s",
                                        "histogram_quantile(0.99, sum by (job, le) (rate("
                                                + "rhannu_relay_latency_seconds_bucket[$__rate_interval])))",
                                        "{{job}}"),
                                Panel.of(
                                        "Records not read yet",
                                        "By the group that is to read them.",
                                        "none",
                                        "max by (group, topic) (rhannu_consumer_lag)",
                                        "{{group}} {{topic}}"),
                                Panel.of(
                                        "Events published",
                                        "",
                                        "ops",
                                        "sum by (job) (rate(rhannu_events_published_total[$__rate_interval]))",
                                        "{{job}}"),
                                Panel.of(
                                        "Events read",
                                        "What became of each try.",
                                        "ops",
                                        "sum by (result) (rate(rhannu_events_consumed_total[$__rate_interval]))",
                                        "{{result}}"),
                                Panel.of(
                                        "Dead letters",
                                        "Records put aside that nobody replayed or discarded.",
                                        "none",
                                        "max by (job) (rhannu_dead_letters_unresolved)",
                                        "{{job}}",
                                        "sum by (job, topic) (increase(rhannu_dead_lettered_total[$__rate_interval]))",
                                        "new: {{job}} {{topic}}"),
                                Panel.of(
                                        "Subscribers",
                                        "Partner bodies that listen, by topic.",
                                        "none",
                                        "sum by (topic) (rhannu_stream_subscribers)",
                                        "{{topic}}"),
                                Panel.of(
                                        "Until subscribers are told",
                                        "99 of 100 events were quicker.",
                                        "s",
                                        "max by (topic) (rhannu_stream_delay_seconds{quantile=\"0.99\"})",
                                        "{{topic}}"))),
                new DashboardRow(
                        "What it takes",
                        List.of(
                                Panel.of(
                                        "Processor",
                                        "In cores.",
                                        "none",
                                        "sum by (job) (process_cpu_usage * system_cpu_count)",
                                        "{{job}}"),
                                Panel.of(
                                        "Heap after a collection",
                                        "Share of its bound; more than 90 % is an alert.",
                                        "percentunit",
                                        "max by (job) (jvm_memory_usage_after_gc)",
                                        "{{job}}"),
                                Panel.of(
                                        "Free disk",
                                        "Broker and database stop when theirs is full.",
                                        "percentunit",
                                        "min by (job) (disk_free_bytes / disk_total_bytes)",
                                        "{{job}}"),
                                Panel.of(
                                        "Errors in the logs",
                                        "",
                                        "ops",
                                        "sum by (job) (rate(logback_events_total{level=\"error\"}[$__rate_interval]))",
                                        "{{job}}"))));
    }
}
