package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows what a part wrote. */
@Command(name = "logs", description = "Shows what a process wrote since the last start.")
class LogsCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Parameters(paramLabel = "SERVICE", description = "One of the names that ./rhannu status shows.")
    @SuppressWarnings("NullAway.Init")
    private String service;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
        ManagedProcess part = ManagedProcess.named(service);
        Path log = rhannu.place().log(part.name());
        if (!Files.exists(log)) {
            throw new CommandException(part.name() + " has written nothing yet: was it ever started?");
        }
        byte[] buffer = new byte[1 << 16];
        OutputStream out = System.out;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            while (true) {
                int read = file.read(buffer);
                if (read > 0) {
                    out.write(buffer, 0, read);
                    continue;
                }
                out.flush();
                if (!follow || System.out.checkError()) {
                    return 0;
                }
                Polling.pause();
            }
        }
    }
}
