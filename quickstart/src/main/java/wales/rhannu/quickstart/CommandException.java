package wales.rhannu.quickstart;

/** What keeps a command from being done, as one line for the person who gave it. */
class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    CommandException(String line) {
        this(line, 1);
    }

    private CommandException(String line, int exitCode) {
        super(line);
        this.exitCode = exitCode;
    }

    /** A command that was given wrongly, such as one about a service that there is none of. */
    static CommandException usage(String line) {
        return new CommandException(line, 2);
    }

    int exitCode() {
        return exitCode;
    }
}
