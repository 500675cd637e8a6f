package wales.rhannu.quickstart;

/** Nobody answers at an address, perhaps because it is started again just now. */
class NoAnswer extends Trouble {

    private static final long serialVersionUID = 1;

    NoAnswer(String address) {
        super(address + " does not answer: see ./rhannu status");
    }
}
