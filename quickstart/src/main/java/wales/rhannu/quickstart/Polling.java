package wales.rhannu.quickstart;

/** Waits between two attempts. */
final class Polling {

    private Polling() {}

    static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }
}
