package wales.rhannu.monitoring;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The template of the dashboards: one of the platform, and one of each service by what it has. */
final class Dashboards {

    /** What a service has to show; each is a row of panels. */
    enum Part {
        REQUESTS,
        ROUTED_REQUESTS,
        PUBLISHING,
        CONSUMING,
        STREAMS,
        DATABASE,
        PROCESS
    }

    static final String FOLDER = "monitoring/dashboards";
    static final String PLATFORM = "platform";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int WIDTH = 24;
    private static final int HEIGHT = 7;

    private Dashboards() {}

    /** What a service has, by the name of its module: all of ours have the same but these two. */
    private static List<Part> parts(String service) {
        return switch (service) {
            case "gateway" -> List.of(Part.ROUTED_REQUESTS, Part.PROCESS);
            case "partner-service" -> List.of(Part.REQUESTS, Part.STREAMS, Part.CONSUMING, Part.DATABASE, Part.PROCESS);
            default -> List.of(Part.REQUESTS, Part.PUBLISHING, Part.CONSUMING, Part.DATABASE, Part.PROCESS);
        };
    }

    /** One line of a panel. */
    private record Line(String expression, String legend) {}

    /** A diagram over time. */
    private record Panel(String title, String description, String unit, List<Line> lines) {

        static Panel of(String title, String description, String unit, String... expressionsAndLegends) {
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < expressionsAndLegends.length; i += 2) {
                lines.add(new Line(expressionsAndLegends[i], expressionsAndLegends[i + 1]));
            }
            return new Panel(title, description, unit, lines);
        }
    }

    private record Row(String title, List<Panel> panels) {}

    /** The dashboard of the whole platform. */
    static String platform() {
        List<Row> rows = List.of(
                new Row(
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
                new Row(
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
                new Row(
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
                new Row(
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
        return dashboard("rhannu-platform", "Rhannu: the platform", "", rows);
    }

    /** The dashboard of one service. */
    static String of(String service) {
        return dashboard(
                "rhannu-" + service,
                "Rhannu: " + service,
                service,
                parts(service).stream().map(Dashboards::row).toList());
    }

    private static Row row(Part part) {
        return switch (part) {
            case REQUESTS ->
                new Row(
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
            case ROUTED_REQUESTS ->
                new Row(
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
            case PUBLISHING ->
                new Row(
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
            case CONSUMING ->
                new Row(
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
            case STREAMS ->
                new Row(
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
            case DATABASE ->
                new Row(
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
            case PROCESS ->
                new Row(
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
        };
    }

    private static String dashboard(String uid, String title, String job, List<Row> rows) {
        ObjectNode dashboard = JSON.createObjectNode();
        dashboard.put("uid", uid);
        dashboard.put("title", title);
        dashboard.put("schemaVersion", 39);
        dashboard.put("editable", false);
        dashboard.put("graphTooltip", 1);
        dashboard.put("refresh", "30s");
        dashboard.put("timezone", "browser");
        dashboard.putArray("tags").add("rhannu");
        dashboard.putObject("time").put("from", "now-3h").put("to", "now");
        ObjectNode others = dashboard.putArray("links").addObject();
        others.put("type", "dashboards").put("title", "Rhannu").put("asDropdown", true);
        others.putArray("tags").add("rhannu");
        ArrayNode variables = dashboard.putObject("templating").putArray("list");
        if (!job.isEmpty()) {
            ObjectNode instance = variables.addObject();
            instance.put("name", "instance").put("label", "Instance").put("type", "query");
            instance.set("datasource", source());
            String values = "label_values(up{job=\"" + job + "\"}, instance)";
            instance.put("query", values).put("definition", values);
            instance.put("includeAll", true)
                    .put("multi", true)
                    .put("allValue", ".*")
                    .put("refresh", 2);
            ObjectNode current = instance.putObject("current");
            current.putArray("text").add("All");
            current.putArray("value").add("$__all");
        }
        ArrayNode panels = dashboard.putArray("panels");
        String is = "job=\"" + job + "\",instance=~\"$instance\"";
        int id = 1;
        int top = 0;
        for (Row row : rows) {
            ObjectNode heading = panels.addObject();
            heading.put("id", id++).put("type", "row").put("title", row.title()).put("collapsed", false);
            heading.set("gridPos", place(0, top++, WIDTH, 1));
            heading.putArray("panels");
            int across = row.panels().size() % 4 == 0 ? 4 : 3;
            for (int i = 0; i < row.panels().size(); i++) {
                int width = WIDTH / across;
                ObjectNode panel = panels.addObject();
                panel.put("id", id++);
                panel.set("gridPos", place(i % across * width, top + i / across * HEIGHT, width, HEIGHT));
                fill(panel, row.panels().get(i), is);
            }
            top += (row.panels().size() + across - 1) / across * HEIGHT;
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(dashboard) + "\n";
    }

    private static void fill(ObjectNode into, Panel panel, String is) {
        into.put("type", "timeseries").put("title", panel.title()).put("description", panel.description());
        into.set("datasource", source());
        ObjectNode defaults = into.putObject("fieldConfig").putObject("defaults");
        defaults.put("unit", panel.unit()).put("min", 0);
        defaults.putObject("custom")
                .put("lineWidth", 1)
                .put("fillOpacity", 10)
                .put("showPoints", "never")
                .put("spanNulls", false);
        ObjectNode options = into.putObject("options");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
        options.putObject("legend")
                .put("displayMode", "list")
                .put("placement", "bottom")
                .put("showLegend", true);
        ArrayNode targets = into.putArray("targets");
        char letter = 'A';
        for (Line line : panel.lines()) {
            ObjectNode target = targets.addObject();
            target.put("refId", String.valueOf(letter++));
            target.set("datasource", source());
            target.put(
                    "expr", line.expression().replace("$HERE", "{" + is + "}").replace("$IS", is));
            target.put("legendFormat", line.legend());
        }
    }

    private static ObjectNode place(int x, int y, int width, int height) {
        return JSON.createObjectNode()
                .put("h", height)
                .put("w", width)
                .put("x", x)
                .put("y", y);
    }

    private static ObjectNode source() {
        return JSON.createObjectNode().put("type", "prometheus").put("uid", "prometheus");
    }
}
