package wales.rhannu.quickstart;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The commands of the launcher. */
@Command(
        name = "rhannu",
        description = "Runs the whole of Rhannu on this machine, and talks to it.",
        subcommands = {
            StartCommand.class,
            StopCommand.class,
            StatusCommand.class,
            RestartCommand.class,
            TokenCommand.class,
            ImportCommand.class,
            EventsCommand.class,
            LogsCommand.class,
            HelpCommand.class,
            PrepareCommand.class
        },
        version = "rhannu 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 not done for the reason given, 2 given wrongly.",
            "./rhannu help COMMAND says more about one of them."
        })
class Rhannu implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say how this is used.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say which version this is.")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port-offset",
            description = "Added to every port; each offset has its own data.",
            defaultValue = "${RHANNU_PORT_OFFSET:-0}",
            scope = ScopeType.INHERIT,
            hidden = true)
    private int portOffset;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Rhannu())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandException trouble) {
                        return fail(command, trouble.getMessage(), trouble.exitCode());
                    }
                    if (failure instanceof UncheckedIOException) {
                        return fail(command, String.valueOf(failure.getMessage()), 1);
                    }
                    throw failure;
                })
                .setParameterExceptionHandler((failure, args) -> {
                    CommandLine command = failure.getCommandLine();
                    Optional<String> unknown = unknownCommand(failure);
                    if (unknown.isPresent()) {
                        return fail(command, HelpCommand.noSuchCommand(command, unknown.get()), 2);
                    }
                    String name = command.getCommandSpec().qualifiedName();
                    return fail(command, failure.getMessage() + " (./" + name + " --help says how it is given)", 2);
                });
    }

    /** The argument in the place of the command, if it is not a command. */
    private static Optional<String> unknownCommand(CommandLine.ParameterException failure) {
        boolean isCommand = failure.getCommandLine().getParent() == null
                && failure instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption();
        return isCommand
                ? ((CommandLine.UnmatchedArgumentException) failure)
                        .getUnmatched().stream().findFirst()
                : Optional.empty();
    }

    private static int fail(CommandLine command, @Nullable String line, int exitCode) {
        command.getErr().println("rhannu: " + line);
        command.getErr().flush();
        return exitCode;
    }

    /** Without a command, lists the commands. */
    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return 2;
    }

    /** The platform that the commands work on. */
    Installation place() {
        return Installation.at(home(), portOffset);
    }

    int portOffset() {
        return portOffset;
    }

    PlatformProcesses platform() {
        return new PlatformProcesses(place(), ManagedProcess.ALL);
    }

    private static Path home() {
        return Path.of(Objects.requireNonNull(
                System.getProperty("rhannu.home"), "The script rhannu says where the checkout is"));
    }

    /** A line for the person at the terminal. */
    static void say(String line) {
        System.out.println(line);
    }

    /** Whether lines go to a terminal, where they can be written over. */
    static boolean onTerminal() {
        return Boolean.getBoolean("rhannu.terminal");
    }
}
