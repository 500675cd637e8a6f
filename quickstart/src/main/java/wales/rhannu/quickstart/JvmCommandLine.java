package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The command lines of the JVMs, on the JDK that runs this one. */
final class JvmCommandLine {

    /** In MiB. */
    private static final int LEAST_HEAP = 16;

    private JvmCommandLine() {}

    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The options that decide whether a start-up cache fits, so they are the same when it is made and when it is used. */
    static List<String> options(ManagedProcess part) {
        return options(part, System.getenv());
    }

    static List<String> options(ManagedProcess part, Map<String, String> environment) {
        int heap = heap(part, environment);
        List<String> options = new ArrayList<>(List.of(
                "-Xms" + heap / 2 + "m",
                "-Xmx" + heap + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true"));
        if (part.quick()) {
            options.add("-XX:TieredStopAtLevel=1");
        } else {
            // ten times the default: the second compiler pays only for code that runs for long, which a start does not
            options.addAll(List.of(
                    "-XX:Tier4InvocationThreshold=50000",
                    "-XX:Tier4MinInvocationThreshold=6000",
                    "-XX:Tier4CompileThreshold=150000",
                    "-XX:Tier4BackEdgeThreshold=400000"));
        }
        if (Runtime.version().feature() >= 24) {
            options.add("--enable-native-access=ALL-UNNAMED");
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        // last, since of two that say the same the last holds
        options.addAll(more(environment));
        return options;
    }

    /** What RHANNU_JAVA_OPTIONS adds for every part, parted by spaces. */
    private static List<String> more(Map<String, String> environment) {
        String set = environment.getOrDefault("RHANNU_JAVA_OPTIONS", "").strip();
        return set.isEmpty() ? List.of() : List.of(set.split("\\s+"));
    }

    /** The heap in MiB. An environment variable overrides the default of a process, for example RHANNU_MONGODB_HEAP. */
    private static int heap(ManagedProcess part, Map<String, String> environment) {
        String name = "RHANNU_" + part.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_HEAP";
        String set = environment.get(name);
        if (set == null) {
            return part.heap();
        }
        int heap;
        try {
            heap = Integer.parseInt(set.strip());
        } catch (NumberFormatException e) {
            throw new CommandException(name + " is not a number of MiB: " + set);
        }
        if (heap < LEAST_HEAP) {
            throw new CommandException(name + " is " + heap + " MiB: no part starts with less than " + LEAST_HEAP);
        }
        return heap;
    }

    static boolean hasAotCache() {
        return Runtime.version().feature() >= 25;
    }

    /** A checksum of a jar's content. */
    static String key(Path jar) {
        CRC32 sum = new CRC32();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            // the jar's directory has a checksum of every entry, so the entries need not be read
            for (ZipEntry entry : Collections.list(zip.entries())) {
                sum.update((entry.getName() + entry.getCrc() + entry.getSize()).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Long.toHexString(sum.getValue());
    }
}
