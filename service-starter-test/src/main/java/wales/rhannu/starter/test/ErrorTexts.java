package wales.rhannu.starter.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts of a module's errors, in Welsh and English: each code in the sources has them, each of them is used, and both say
 * the same arguments.
 */
final class ErrorTexts {

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)");
    private static final Pattern UNIQUE = Pattern.compile("\\.unique\\(\"(\\w+)\"");
    private static final String DETAIL = ".detail";

    /**
     * One error.
     *
     * @param status zero for what is wrong with one value of an input
     */
    record Entry(String code, int status, String welsh, String english, String welshDetail, String englishDetail) {}

    private final String bundle;
    private final Map<String, String> english;
    private final Map<String, String> welsh;
    private final ErrorSources sources;
    private final Path folder;

    /**
     * @param module its folder
     * @param bundle {@code problems} or {@code service-problems}
     */
    ErrorTexts(Path module, String bundle) {
        this.bundle = bundle;
        this.folder = module.resolve("src/main/java");
        this.english = texts(module, bundle + ".properties");
        this.welsh = texts(module, bundle + "_cy.properties");
        this.sources = new ErrorSources(folder);
    }

    /** @throws AssertionError that names everything that is missing, left over, or not the same in both languages */
    void mustBeWhole(Set<String> withoutCodes) {
        Map<String, String> shared = bundle.equals("problems") ? Map.of() : ofTheStarter();
        List<String> faults = new ArrayList<>();
        Set<String> used = new TreeSet<>(sources.literals());
        used.addAll(taken());
        for (ErrorSources.Use use : sources.uses()) {
            if (withoutCodes.stream().noneMatch(use.place()::startsWith)) {
                faults.addAll(faults(use, shared));
            }
        }
        english.keySet().stream()
                .filter(key -> !used.contains(code(key)))
                .forEach(key -> faults.add(key + ": no source names this code"));
        english.keySet().stream()
                .filter(shared::containsKey)
                .forEach(key -> faults.add(key + ": the starter has a text of this code"));
        Set<String> keys = new TreeSet<>(english.keySet());
        keys.addAll(welsh.keySet());
        keys.forEach(key -> faults.addAll(faults(key)));
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", new LinkedHashSet<>(faults)));
        }
    }

    /** All of them by code, in the order of the file. */
    Map<String, Entry> entries() {
        Map<String, Integer> statuses = new TreeMap<>();
        sources.uses().forEach(use -> statuses.merge(String.valueOf(use.code()), use.status(), Math::max));
        taken().forEach(code -> statuses.put(code, 409));
        Map<String, Entry> entries = new LinkedHashMap<>();
        english.forEach((key, text) -> {
            if (!key.endsWith(DETAIL) && !key.endsWith("next")) {
                entries.put(
                        key,
                        new Entry(
                                key,
                                english.containsKey(key + DETAIL) ? statuses.getOrDefault(key, 0) : 0,
                                welsh.getOrDefault(key, ""),
                                text,
                                welsh.getOrDefault(key + DETAIL, ""),
                                english.getOrDefault(key + DETAIL, "")));
            }
        });
        return entries;
    }

    private List<String> faults(ErrorSources.Use use, Map<String, String> shared) {
        String code = String.valueOf(use.code());
        if (!CODE.matcher(code).matches()) {
            return List.of(use.place() + ": is this a code? " + code);
        }
        List<String> faults = new ArrayList<>();
        String key = use.status() == 0 ? code : code + DETAIL;
        String text = english.getOrDefault(key, shared.get(key));
        if (text == null) {
            faults.add(use.place() + ": there is no text " + key);
        } else if (arguments(text).size() != use.arguments()) {
            faults.add(use.place() + ": " + use.arguments() + " arguments for: " + text);
        }
        if (use.status() != 0 && !english.containsKey(code) && !shared.containsKey(code)) {
            faults.add(use.place() + ": there is no title " + code);
        }
        return faults;
    }

    private List<String> faults(String key) {
        String in = english.get(key);
        String yn = welsh.get(key);
        if (in == null || yn == null) {
            return List.of(key + ": in one language only");
        }
        List<String> faults = new ArrayList<>();
        if (!arguments(in).equals(arguments(yn))) {
            faults.add(key + ": other arguments in Welsh than in English");
        }
        if (in.equals(yn) || in.isBlank() || yn.isBlank()) {
            faults.add(key + ": not translated");
        }
        boolean isTitle = english.containsKey(key + DETAIL) || key.endsWith("next");
        for (String text : List.of(in, yn)) {
            if (text.endsWith(".") == isTitle || text.contains("''")) {
                faults.add(key + ": a title has no full stop, and what is a sentence has one: " + text);
            }
        }
        return faults;
    }

    /** Codes that the store makes of the names of unique fields. */
    private Set<String> taken() {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> UNIQUE.matcher(read(file)).results())
                    .map(found -> found.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + "-taken")
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String code(String key) {
        return key.replaceFirst("[.](detail|next)$", "");
    }

    private static Set<String> arguments(String text) {
        Set<String> arguments = new TreeSet<>();
        Matcher argument = ARGUMENT.matcher(text);
        while (argument.find()) {
            arguments.add(argument.group(1));
        }
        return arguments;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> texts(Path module, String name) {
        Path file = module.resolve("src/main/resources").resolve(name);
        return Files.exists(file) ? texts(read(file)) : Map.of();
    }

    private static Map<String, String> ofTheStarter() {
        try (InputStream in = ErrorTexts.class.getResourceAsStream("/problems.properties")) {
            if (in == null) {
                throw new IllegalStateException("The starter has no problems.properties");
            }
            return texts(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of the file. */
    private static Map<String, String> texts(String file) {
        Map<String, String> texts = new LinkedHashMap<>();
        Properties properties = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                texts.put((String) key, (String) value);
                return super.put(key, value);
            }
        };
        try {
            properties.load(new StringReader(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
