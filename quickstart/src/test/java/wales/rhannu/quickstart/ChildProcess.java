package wales.rhannu.quickstart;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A small process for the tests to start and to end. */
final class ChildProcess {

    private ChildProcess() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println("begun");
        if (args[0].equals("dies")) {
            System.exit(3);
        }
        if (args[0].equals("clings")) {
            Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::forEver));
        }
        forEver();
    }

    private static void forEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ProcessBuilder that(String does) {
        return new ProcessBuilder(List.of(
                JvmCommandLine.executable(),
                "-Xmx16m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildProcess.class.getName(),
                does));
    }
}
