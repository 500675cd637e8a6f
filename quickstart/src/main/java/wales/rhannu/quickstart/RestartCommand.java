package wales.rhannu.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Ends one process; the supervisor then restarts it as if it had died. */
@Command(
        name = "restart",
        description = "Ends one process cleanly and starts it again, from a newer build if there is one.")
class RestartCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Parameters(paramLabel = "SERVICE", description = "One of the names that ./rhannu status shows.")
    @SuppressWarnings("NullAway.Init")
    private String service;

    @Override
    public Integer call() {
        ManagedProcess part = ManagedProcess.named(service);
        PlatformProcesses platform = rhannu.platform();
        platform.mustRun();
        Optional<ProcessHandle> before = platform.process(part);
        before.ifPresent(process -> ProcessTermination.of(List.of(process), Supervisor.GRACE));
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (platform.process(part).equals(before) || platform.state(part) != PlatformProcesses.State.READY) {
            platform.mustRun();
            if (System.nanoTime() > until) {
                throw new CommandException(part.name() + " is not ready again: see ./rhannu logs " + part.name());
            }
            Polling.pause();
        }
        Rhannu.say(part.name() + " is ready again");
        return 0;
    }
}
