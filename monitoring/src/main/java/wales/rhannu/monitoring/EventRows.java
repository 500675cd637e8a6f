package wales.rhannu.monitoring;

import java.util.List;

/** The dashboard rows of a service that publishes or consumes events. */
final class EventRows {

    private EventRows() {}

    /** For a service that publishes events by its outbox. */
    static DashboardRow publishing() {
        return new DashboardRow(
                "Publishing",
                List.of(
                        Panel.of(
                                "Oldest event that waits",
                                "More than 5 s is an alert.",
                                "s",
                                "max(rhannu_outbox_oldest_age_seconds$HERE)",
                                "age"),
                        Panel.of(
                                "Aggregates with events that wait",
                                "",
                                "none",
                                "max(rhannu_outbox_pending$HERE)",
                                "waiting"),
                        Panel.of(
                                "From a write to the broker",
                                "",
                                "s",
                                "histogram_quantile(0.5, sum by (le) (rate("
                                        + "rhannu_relay_latency_seconds_bucket$HERE[$__rate_interval])))",
                                "half",
                                "histogram_quantile(0.99, sum by (le) (rate("
                                        + "rhannu_relay_latency_seconds_bucket$HERE[$__rate_interval])))",
                                "99 of 100"),
                        Panel.of(
                                "Events published",
                                "By type.",
                                "ops",
                                "sum by (type) (rate(rhannu_events_published_total$HERE[$__rate_interval]))",
                                "{{type}}")));
    }

    /** For a service that consumes events of others. */
    static DashboardRow reading() {
        return new DashboardRow(
                "Reading",
                List.of(
                        Panel.of(
                                "Records not read yet",
                                "No line while the broker is away.",
                                "none",
                                "max by (group, topic) (rhannu_consumer_lag$HERE)",
                                "{{group}} {{topic}}"),
                        Panel.of(
                                "Events read",
                                "What became of each try.",
                                "ops",
                                "sum by (type, result) (rate(rhannu_events_consumed_total$HERE[$__rate_interval]))",
                                "{{type}} {{result}}"),
                        Panel.of(
                                "Dead letters",
                                "Put aside, and not replayed or discarded.",
                                "none",
                                "max(rhannu_dead_letters_unresolved$HERE)",
                                "unresolved",
                                "sum by (topic) (increase(rhannu_dead_lettered_total$HERE[$__rate_interval]))",
                                "new: {{topic}}")));
    }

    /** For the service that streams events to partner bodies. */
    static DashboardRow streams() {
        return new DashboardRow(
                "Streams",
                List.of(
                        Panel.of(
                                "Subscribers",
                                "By topic.",
                                "none",
                                "sum by (topic) (rhannu_stream_subscribers$HERE)",
                                "{{topic}}",
                                "sum(rhannu_stream_places{$IS,state=\"free\"})",
                                "free places"),
                        Panel.of(
                                "Subscribers behind",
                                "They read the topic by themselves.",
                                "none",
                                "sum by (topic) (rhannu_stream_own_readers$HERE)",
                                "{{topic}}",
                                "sum(rhannu_stream_own_reads_waiting$HERE)",
                                "reads that wait"),
                        Panel.of(
                                "Backlog",
                                "Of the slowest of those at the end.",
                                "none",
                                "max by (topic) (rhannu_stream_backlog$HERE)",
                                "{{topic}}"),
                        Panel.of(
                                "Until subscribers are told",
                                "",
                                "s",
                                "max by (topic) (rhannu_stream_delay_seconds{$IS,quantile=\"0.99\"})",
                                "99 of 100 {{topic}}"),
                        Panel.of(
                                "Delivered",
                                "",
                                "ops",
                                "sum by (topic) (rate(rhannu_stream_delivered_total$HERE[$__rate_interval]))",
                                "{{topic}}"),
                        Panel.of(
                                "Refused",
                                "All places taken, or as many as one client may have.",
                                "ops",
                                "sum by (why) (rate(rhannu_stream_refused_total$HERE[$__rate_interval]))",
                                "{{why}}"),
                        Panel.of(
                                "Held of what was read",
                                "For followers who are behind and for pages; each has a bound, and who comes after it waits.",
                                "bytes",
                                "max by (of) (rhannu_stream_read_bytes$HERE)",
                                "{{of}}"),
                        Panel.of(
                                "No CloudEvents",
                                "Records that subscribers do not see; any is an alert.",
                                "ops",
                                "sum by (topic) (rate(rhannu_stream_unreadable_total$HERE[$__rate_interval]))",
                                "{{topic}}")));
    }
}
