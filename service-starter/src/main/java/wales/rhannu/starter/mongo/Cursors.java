package wales.rhannu.starter.mongo;

/** Batch sizes of cursors. */
public final class Cursors {

    /**
     * How many documents a cursor of whole documents gets at once. Without it the database sends batches of up to 16 MiB,
     * which take ten times as much once decoded. A document is 5 to 30 kB, 1 MB at most: a batch is then about 1 MB.
     */
    public static final int BATCH_SIZE = 32;

    /** As {@link #BATCH_SIZE}, of documents of which only ids, or as little as an id, are read. */
    public static final int BATCH_SIZE_OF_IDS = 1_000;

    private Cursors() {}
}
