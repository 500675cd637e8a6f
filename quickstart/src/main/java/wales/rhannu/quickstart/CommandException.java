package wales.rhannu.quickstart;

/** A command cannot be carried out; the message is one line for the person who gave it. */
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

    /** The command itself is wrong, for example because it names a service that does not exist. */
    static CommandException usage(String line) {
        return new CommandException(line, 2);
    }

    int exitCode() {
        return exitCode;
    }
}
