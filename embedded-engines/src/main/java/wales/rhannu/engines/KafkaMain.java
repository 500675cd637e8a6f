package wales.rhannu.engines;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The broker as a process of its own: folder, port, controller port, and settings as {@code name=value}. */
public final class KafkaMain {

    private KafkaMain() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : Arrays.asList(args).subList(3, args.length)) {
            String[] nameAndValue = setting.split("=", 2);
            settings.put(nameAndValue[0], nameAndValue[1]);
        }
        EmbeddedKafka kafka =
                EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        new CountDownLatch(1).await();
    }
}
