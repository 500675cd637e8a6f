package wales.rhannu.monitoring;

import java.util.List;

/** The dashboard rows for the resources that a service uses. */
final class ResourceRows {

    private ResourceRows() {}

    static DashboardRow database() {
        return new DashboardRow(
                "Database",
                List.of(
                        Panel.of(
                                "Connections",
                                "",
                                "none",
                                "sum(mongodb_driver_pool_size$HERE)",
                                "open",
                                "sum(mongodb_driver_pool_checkedout$HERE)",
                                "at work",
                                "sum(mongodb_driver_pool_waitqueuesize$HERE)",
                                "requests that wait for one"),
                        Panel.of(
                                "Commands",
                                "",
                                "ops",
                                "sum by (command) (rate(mongodb_driver_commands_seconds_count$HERE"
                                        + "[$__rate_interval]))",
                                "{{command}}"),
                        Panel.of(
                                "Duration of a command",
                                "The mean.",
                                "s",
                                "sum by (command) (rate(mongodb_driver_commands_seconds_sum$HERE"
                                        + "[$__rate_interval])) / sum by (command) (rate("
                                        + "mongodb_driver_commands_seconds_count$HERE[$__rate_interval]))",
                                "{{command}}")));
    }

    static DashboardRow process() {
        return new DashboardRow(
                "Process",
                List.of(
                        Panel.of(
                                "Processor",
                                "In cores, by instance.",
                                "none",
                                "process_cpu_usage$HERE * on (instance) system_cpu_count$HERE",
                                "{{instance}}"),
                        Panel.of(
                                "Heap",
                                "",
                                "bytes",
                                "sum by (instance) (jvm_memory_used_bytes{$IS,area=\"heap\"})",
                                "used {{instance}}",
                                "sum by (instance) (jvm_memory_committed_bytes{$IS,area=\"heap\"})",
                                "taken {{instance}}"),
                        Panel.of(
                                "Heap after a collection",
                                "Share of its bound; more than 90 % is an alert.",
                                "percentunit",
                                "max by (instance) (jvm_memory_usage_after_gc$HERE)",
                                "{{instance}}"),
                        Panel.of(
                                "Time spent on garbage",
                                "Share; more than 20 % is an alert.",
                                "percentunit",
                                "max by (instance) (jvm_gc_overhead$HERE)",
                                "{{instance}}"),
                        Panel.of(
                                "Threads",
                                "",
                                "none",
                                "sum by (instance) (jvm_threads_live_threads$HERE)",
                                "{{instance}}"),
                        Panel.of(
                                "Runs for",
                                "A fall to zero is a restart.",
                                "s",
                                "process_uptime_seconds$HERE",
                                "{{instance}}"),
                        Panel.of(
                                "Log lines",
                                "",
                                "ops",
                                "sum by (level) (rate(logback_events_total{$IS,level=~\"warn|error\"}"
                                        + "[$__rate_interval]))",
                                "{{level}}")));
    }
}
