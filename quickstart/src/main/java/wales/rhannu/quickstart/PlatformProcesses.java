package wales.rhannu.quickstart;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The processes of a platform, from the notes of the start that began them. */
class PlatformProcesses {

    /** The name of the process that starts the others and holds the mailbox. */
    static final String SUPERVISOR = "rhannu";

    /** The state of a process. */
    enum State {
        READY,
        /** It runs, but refuses writes until there is space. */
        FULL,
        STARTING,
        RESTARTING,
        STOPPED;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Installation installation;
    private final List<ManagedProcess> parts;

    PlatformProcesses(Installation installation, List<ManagedProcess> parts) {
        this.installation = installation;
        this.parts = parts;
    }

    Optional<ProcessHandle> supervisor() {
        return ProcessRecord.noted(installation.run(), SUPERVISOR).flatMap(ProcessRecord::alive);
    }

    Optional<ProcessHandle> process(ManagedProcess part) {
        return ProcessRecord.noted(installation.run(), part.name()).flatMap(ProcessRecord::alive);
    }

    State state(ManagedProcess part) {
        if (process(part).isEmpty()) {
            return supervisor().isPresent() ? State.RESTARTING : State.STOPPED;
        }
        return switch (HealthCheck.of(part, installation.port(part))) {
            case READY -> State.READY;
            case FULL -> State.FULL;
            case NONE -> State.STARTING;
        };
    }

    void mustRun() {
        if (supervisor().isEmpty()) {
            throw new CommandException("Rhannu is not running: start it with ./rhannu start");
        }
    }

    void mustNotRun() {
        supervisor().ifPresent(process -> {
            throw new CommandException("Rhannu is running already (pid " + process.pid() + "): ./rhannu stop ends it");
        });
    }

    /** Ends processes whose supervisor has died; returns whether there were any. */
    boolean clear(Consumer<String> say) {
        Map<ManagedProcess, ProcessHandle> left = new LinkedHashMap<>();
        parts.forEach(part -> process(part).ifPresent(process -> left.put(part, process)));
        if (!left.isEmpty()) {
            say.accept("An earlier start was left half-dead; ending "
                    + left.entrySet().stream()
                            .map(entry -> entry.getKey().name() + " (pid "
                                    + entry.getValue().pid() + ")")
                            .collect(Collectors.joining(", ")));
            ProcessTermination.inOrder(left, Supervisor.GRACE);
        }
        parts.forEach(part -> ProcessRecord.forget(installation.run(), part.name()));
        ProcessRecord.forget(installation.run(), SUPERVISOR);
        return !left.isEmpty();
    }
}
