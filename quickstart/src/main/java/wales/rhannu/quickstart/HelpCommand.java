package wales.rhannu.quickstart;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how the launcher or one of its commands is used. */
@Command(name = "help", description = "Says which commands there are, or how one of them is used.")
class HelpCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "One of the commands.")
    private @Nullable String command;

    @Override
    public Integer call() {
        CommandLine launcher = spec.parent().commandLine();
        CommandLine described =
                command == null ? launcher : launcher.getSubcommands().get(command);
        if (described == null) {
            throw CommandException.usage(noSuchCommand(launcher, String.valueOf(command)));
        }
        described.usage(spec.commandLine().getOut());
        return 0;
    }

    static String noSuchCommand(CommandLine launcher, String command) {
        String commands = String.join(
                ", ",
                launcher.getSubcommands().entrySet().stream()
                        .filter(known -> !known.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .hidden())
                        .map(known -> known.getKey())
                        .toList());
        return "There is no command " + command + ": it is one of " + commands;
    }
}
