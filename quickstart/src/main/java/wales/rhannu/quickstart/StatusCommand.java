package wales.rhannu.quickstart;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints which processes run. */
@Command(
        name = "status",
        description = {
            "Says which processes run, where, and whether they are ready, full, starting, restarting or stopped.",
            "Exit code 1 when Rhannu is not running; with --json always 0."
        })
class StatusCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Option(
            names = "--json",
            description = "As JSON: {\"gateway\": URL, \"processes\": {NAME: {\"pid\", \"port\", \"state\"}}}.")
    private boolean json;

    @Override
    public Integer call() {
        Installation installation = rhannu.place();
        PlatformProcesses platform = rhannu.platform();
        if (json) {
            Rhannu.say(json(installation, platform));
            return 0;
        }
        boolean anything = platform.supervisor().isPresent()
                || ManagedProcess.ALL.stream()
                        .anyMatch(part -> platform.process(part).isPresent());
        if (!anything) {
            platform.mustRun();
        }
        Rhannu.say(installation.gateway());
        Rhannu.say(installation.mailbox() + "  (the mail that was sent)");
        for (ManagedProcess part : ManagedProcess.ALL) {
            String pid = platform.process(part)
                    .map(process -> Long.toString(process.pid()))
                    .orElse("-");
            Rhannu.say(String.format(
                    Locale.ROOT,
                    "  %-20s %8s  port %-6d %s",
                    part.name(),
                    pid,
                    installation.port(part),
                    platform.state(part)));
        }
        if (platform.supervisor().isEmpty()) {
            throw new CommandException(
                    "Nobody looks after these processes: ./rhannu stop ends them, ./rhannu start begins again");
        }
        return 0;
    }

    /** A process that does not run has no pid. */
    static String json(Installation installation, PlatformProcesses platform) {
        ObjectNode status = JsonMapper.shared().createObjectNode();
        status.put("gateway", installation.gateway());
        ObjectNode processes = status.putObject("processes");
        for (ManagedProcess part : ManagedProcess.ALL) {
            Optional<ProcessHandle> process = platform.process(part);
            ObjectNode one = processes.putObject(part.name());
            process.ifPresentOrElse(found -> one.put("pid", found.pid()), () -> one.putNull("pid"));
            one.put("port", installation.port(part));
            one.put("state", platform.state(part).toString());
        }
        return status.toPrettyString();
    }
}
