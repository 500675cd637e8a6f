package wales.rhannu.quickstart;

/** Asking again a little later. */
final class Waiting {

    private Waiting() {}

    static void aMoment() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble("Interrupted");
        }
    }
}
