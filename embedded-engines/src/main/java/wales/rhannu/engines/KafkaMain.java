package wales.rhannu.engines;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The broker as a process of its own: folder, port, controller port, and settings as {@code name=value}. */
public final class KafkaMain {

    private static final Logger log = LoggerFactory.getLogger(KafkaMain.class);

    /** With less space than this a broker would end at its first write, and then have to check its files again. */
    private static final long DISK_NEEDED = 16L << 20;

    private static final int PAUSE_MILLIS = 500;

    private KafkaMain() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : Arrays.asList(args).subList(3, args.length)) {
            String[] nameAndValue = setting.split("=", 2);
            settings.put(nameAndValue[0], nameAndValue[1]);
        }
        Path folder = Path.of(args[0]);
        awaitSpace(folder);
        FailedStart.whenItFails("The broker", () -> {
            EmbeddedKafka kafka =
                    EmbeddedKafka.start(folder, Integer.parseInt(args[1]), Integer.parseInt(args[2]), settings);
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
            kafka.awaitEnd();
        });
        // the broker ended by itself; during a shutdown this call waits until the shutdown is over
        System.exit(1);
    }

    private static void awaitSpace(Path folder) throws InterruptedException {
        boolean said = false;
        while (SpareSpace.usable(folder) < DISK_NEEDED) {
            if (!said) {
                log.error("The disk of {} is full: the broker starts when there is space", folder.toAbsolutePath());
                said = true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
