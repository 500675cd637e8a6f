package wales.rhannu.quickstart;

/** Nobody answers at an address, perhaps because it is started again just now. */
class NoResponseException extends CommandException {

    private static final long serialVersionUID = 1;

    NoResponseException(String address) {
        super(address + " does not answer: see ./rhannu status");
    }
}
