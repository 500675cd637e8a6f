package wales.rhannu.quickstart;

/** Asking again a little later. */
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
