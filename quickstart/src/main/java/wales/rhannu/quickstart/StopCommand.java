package wales.rhannu.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Ends what {@code start} started, from any terminal. */
@Command(name = "stop", description = "Ends everything that ./rhannu start started, and nothing else. The data stays.")
class StopCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Override
    public Integer call() {
        PlatformProcesses platform = rhannu.platform();
        Optional<ProcessHandle> supervisor = platform.supervisor();
        supervisor.ifPresent(process -> ProcessTermination.of(List.of(process), PATIENCE));
        boolean cleared = platform.clear(Rhannu::say);
        Rhannu.say(supervisor.isPresent() || cleared ? "Rhannu has stopped" : "Rhannu is not running");
        return 0;
    }
}
