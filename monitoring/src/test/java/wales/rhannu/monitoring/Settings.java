package wales.rhannu.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings that a module knows: those that its configuration or the starter's gives a value, those that its own code
 * reads, and those that the libraries' metadata names. In the form that environment variables have.
 */
final class Settings {

    private static final Pattern PREFIX =
            Pattern.compile("@ConfigurationProperties\\(\"([a-z.-]+)\"\\)\\s*(?:public\\s+)?record (\\w+)");
    private static final Pattern READ = Pattern.compile("\"(?:\\$\\{)?(rhannu(?:\\.[a-z-]+)+)(?=[:}\"])");

    private final Set<String> names = new HashSet<>();
    private final Set<String> open = new HashSet<>();

    Settings(Checkout checkout, String module) {
        boolean starter = !module.equals("gateway");
        for (Path file : checkout.below(module + "/src/main/resources", "application.yml")) {
            configuration(read(file));
        }
        code(checkout, module);
        if (starter) {
            properties(checkout.text("service-starter/src/main/resources/rhannu-defaults.properties"));
            code(checkout, "service-starter");
        }
        metadata();
    }

    /** Whether it means something to the module. */
    boolean know(String variable) {
        return names.contains(variable) || open.stream().anyMatch(prefix -> variable.startsWith(prefix + "_"));
    }

    private void configuration(String text) {
        for (Object document : new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            values("", document);
        }
    }

    private void values(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> values(name.isEmpty() ? "" + key : name + "." + key, inner));
        } else {
            add(name);
        }
    }

    private void properties(String text) {
        text.lines()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .forEach(line -> add(line.substring(0, line.indexOf('='))));
    }

    private void code(Checkout checkout, String module) {
        for (Path file : checkout.below(module + "/src/main/java", ".java")) {
            String source = read(file);
            Matcher reads = READ.matcher(source);
            while (reads.find()) {
                add(reads.group(1));
            }
            Matcher prefixes = PREFIX.matcher(source);
            while (prefixes.find()) {
                components(source, prefixes.group(2), prefixes.group(1));
            }
        }
    }

    /** A record's components are settings, those of a nested record below its name; a map's keys are anybody's. */
    private void components(String source, String type, String prefix) {
        Matcher head = Pattern.compile("\\brecord " + type + "\\((.*?)\\)\\s*(?:implements [^{]*)?\\{", Pattern.DOTALL)
                .matcher(source);
        if (!head.find()) {
            return;
        }
        String components = head.group(1).replaceAll("@\\w+(?:\\([^)]*\\))?", " ");
        Matcher each =
                Pattern.compile("(\\w+(?:<[^>]*>+)?)\\s+(\\w+)\\s*(?:,|$)").matcher(components.strip());
        while (each.find()) {
            String name = prefix + "." + each.group(2);
            add(name);
            if (each.group(1).startsWith("Map<")) {
                open.add(variable(name));
            } else if (Character.isUpperCase(each.group(1).charAt(0))) {
                components(source, each.group(1), name);
            }
        }
    }

    private void metadata() {
        try {
            for (URL file : Collections.list(
                    Settings.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
                byte[] bytes = file.openStream().readAllBytes();
                JsonNode known = JsonMapper.shared().readTree(new String(bytes, StandardCharsets.UTF_8));
                known.path("properties").forEach(setting -> {
                    String name = setting.path("name").asString("");
                    add(name);
                    if (setting.path("type").asString("").startsWith("java.util.Map<")) {
                        open.add(variable(name));
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String setting) {
        names.add(variable(setting));
    }

    /** As Spring reads it: without dashes, and an underscore for each dot. */
    static String variable(String setting) {
        return setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
