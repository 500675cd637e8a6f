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

/** The command lines of the parts, on the JDK that runs this. */
final class Java {

    /** In MiB. */
    private static final int LEAST_HEAP = 16;

    private Java() {}

    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The options that decide whether a start-up cache fits, so they are the same when it is made and when it is used. */
    static List<String> options(Part part) {
        return options(part, System.getenv());
    }

    static List<String> options(Part part, Map<String, String> environment) {
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
            // ten times what is usual: the second compiler is for what goes on for long, and a start does not
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
        return options;
    }

    /** In MiB; RHANNU_MONGODB_HEAP for one, in the environment, says that a part has more, or less. */
    private static int heap(Part part, Map<String, String> environment) {
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

    /** Different for every content of a jar. */
    static String key(Path jar) {
        CRC32 sum = new CRC32();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            // the table of contents has a sum of every entry: no need to read them
            for (ZipEntry entry : Collections.list(zip.entries())) {
                sum.update((entry.getName() + entry.getCrc() + entry.getSize()).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Long.toHexString(sum.getValue());
    }
}
