package wales.rhannu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs the benchmarks that are named, or all, prints a table and writes it as JSON. */
final class Benchmarks {

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("latency", new Latency());
        ALL.put("gateway", new GatewayCost());
        ALL.put("import", new ImportRate());
        ALL.put("writes", new WriteThroughput());
        ALL.put("backlog", new BacklogDrain());
        ALL.put("members", new MemberCost());
        ALL.put("readers", new Readers());
        ALL.put("search", new SearchRate());
        ALL.put("start", new StartUp());
        ALL.put("restart", new Restarts());
        ALL.put("mixed", new MixedLoad());
    }

    private Benchmarks() {}

    public static void main(String[] names) throws IOException {
        for (String name : names) {
            if (!ALL.containsKey(name)) {
                System.err.println("There is no benchmark " + name + ": " + String.join(", ", ALL.keySet()));
                System.exit(2);
            }
        }
        Path checkout = Path.of(System.getProperty("rhannu.checkout", "."));
        Path work = checkout.resolve("benchmarks/target/work");
        Files.createDirectories(work);
        List<Measurement> figures = new ArrayList<>();
        BenchmarkPlatform ground = new BenchmarkPlatform(checkout, work);
        Runtime.getRuntime().addShutdownHook(new Thread(ground::close, "stop the platform"));
        for (String name : names.length == 0 ? ALL.keySet() : List.of(names)) {
            BenchmarkPlatform.say("-- " + name);
            try {
                figures.addAll(ALL.getOrDefault(name, ignored -> List.of()).run(ground));
            } catch (Exception | AssertionError e) {
                e.printStackTrace();
                figures.add(Measurement.missing(name, "not measured", String.valueOf(e.getMessage())));
            }
        }
        System.out.print(table(figures));
        Path results = checkout.resolve("benchmarks/target/results.json");
        Files.writeString(results, json(figures));
        System.out.println("\nAs JSON in " + results.normalize());
        if (figures.stream()
                .anyMatch(figure -> figure.goal() != null && !figure.goal().isMet())) {
            System.out.println("Not every goal was met.");
        }
    }

    private static String table(List<Measurement> figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "measured", "", "yardstick", "", "ratio", "goal", "met"));
        for (Measurement figure : figures) {
            Measurement.Yardstick yardstick = figure.yardstick();
            Measurement.Goal goal = figure.goal();
            rows.add(List.of(
                    figure.benchmark() + ": " + figure.what(),
                    Measurement.number(figure.value()),
                    figure.unit(),
                    yardstick == null ? "" : Measurement.number(yardstick.value()),
                    yardstick == null ? "" : yardstick.what(),
                    yardstick == null ? "" : Measurement.number(figure.ratio()),
                    goal == null ? "" : goal.what(),
                    goal == null ? "" : goal.isMet() ? "yes" : "NO"));
        }
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < columns; i++) {
                boolean number = i == 1 || i == 3 || i == 5;
                table.append(String.format(
                        Locale.ROOT,
                        "%" + (number ? "" : "-") + Math.max(1, widths[i]) + "s  ",
                        rows.get(row).get(i)));
            }
            table.append('\n');
            String note = row == 0 ? null : figures.get(row - 1).note();
            if (note != null) {
                table.append("    ").append(note).append('\n');
            }
        }
        return table.toString();
    }

    private static String json(List<Measurement> figures) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("at", Instant.now().toString());
        ObjectNode machine = document.putObject("machine");
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
        ArrayNode all = document.putArray("figures");
        for (Measurement figure : figures) {
            ObjectNode one = all.addObject();
            one.put("benchmark", figure.benchmark());
            one.put("what", figure.what());
            if (!Double.isNaN(figure.value())) {
                one.put("value", figure.value());
                one.put("unit", figure.unit());
            }
            Measurement.Yardstick yardstick = figure.yardstick();
            if (yardstick != null) {
                one.putObject("yardstick").put("what", yardstick.what()).put("value", yardstick.value());
                one.put("ratio", figure.ratio());
            }
            Measurement.Goal goal = figure.goal();
            if (goal != null) {
                one.putObject("goal").put("what", goal.what()).put("met", goal.isMet());
            }
            if (figure.note() != null) {
                one.put("note", figure.note());
            }
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }
}
