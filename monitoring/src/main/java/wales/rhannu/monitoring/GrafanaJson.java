package wales.rhannu.monitoring;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a dashboard as Grafana reads it, its panels three or four abreast. */
final class GrafanaJson {

    private static final JsonMapper JSON = JsonMapper.shared();
    /** How many columns Grafana divides a dashboard into. */
    private static final int WIDTH = 24;
    /** The height of a panel, in Grafana's grid units. */
    private static final int HEIGHT = 7;

    private GrafanaJson() {}

    /**
     * The text of a dashboard's file.
     *
     * @param uid identifies the dashboard in links, independently of its title
     * @param job the service whose instances the dashboard lets a reader choose from; empty for the dashboard of all services
     */
    static String of(String uid, String title, String job, List<DashboardRow> rows) {
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
        for (DashboardRow row : rows) {
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
        for (Panel.Line line : panel.lines()) {
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
