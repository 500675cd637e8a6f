package wales.rhannu.testplatform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import wales.rhannu.testplatform.Api.Answer;

/**
 * A load of people who write, retitle, submit and publish case studies at the same time while the platform is disturbed, and who
 * record the answers that they get.
 */
public final class WriteLoad implements AutoCloseable {

    /** What a person knows about a request of theirs. */
    public enum Acknowledgement {
        NOT_ASKED,
        /** It was answered with 2xx. */
        DONE,
        /** It was answered with an error, and was not carried out. */
        REFUSED,
        /** There was no answer, or one of the gateway's: it may or may not have been carried out. */
        UNKNOWN
    }

    /** The requests of one person for one case study, and their answers. */
    public static final class Study {

        private final String marker;
        private volatile @Nullable String id;
        private volatile Acknowledgement drafted = Acknowledgement.NOT_ASKED;
        private volatile Acknowledgement retitled = Acknowledgement.NOT_ASKED;
        private volatile Acknowledgement submitted = Acknowledgement.NOT_ASKED;
        private volatile Acknowledgement published = Acknowledgement.NOT_ASKED;
        private volatile String failure = "";
        private final Queue<Long> done = new ConcurrentLinkedQueue<>();

        Study(String marker) {
            this.marker = marker;
        }

        /** A mark in the title that no other case study has. */
        public String marker() {
            return marker;
        }

        public Optional<String> id() {
            return Optional.ofNullable(id);
        }

        public Acknowledgement drafted() {
            return drafted;
        }

        public Acknowledgement retitled() {
            return retitled;
        }

        public Acknowledgement submitted() {
            return submitted;
        }

        public Acknowledgement published() {
            return published;
        }

        /** Whether a 2xx arrived between two times of {@link System#nanoTime()}. */
        public boolean wasToldBetween(long from, long to) {
            return done.stream().anyMatch(time -> time - from >= 0 && to - time >= 0);
        }

        public String firstTitle() {
            return marker + " first";
        }

        public String secondTitle() {
            return marker + " second";
        }

        @Override
        public String toString() {
            return marker + " (" + id + ": drafted " + drafted + ", retitled " + retitled + ", submitted " + submitted
                    + ", published " + published + failure + ")";
        }
    }

    private interface Request {
        Answer send();
    }

    /** So that people write all the time, and what was killed still gets a processor to start again on. */
    private static final Duration REST = Duration.ofMillis(50);

    private final Author author;
    private final String name;
    private final boolean patient;
    private final Duration pause;
    private final Queue<Study> studies = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean writing = true;

    private WriteLoad(Author author, String name, boolean patient, Duration pause) {
        this.author = author;
        this.name = name;
        this.patient = patient;
        this.pause = pause;
    }

    /**
     * Starts the load.
     *
     * @param name part of every title
     * @param patient whether they repeat a creation that failed, with the same idempotency key
     */
    public static WriteLoad begin(Author author, String name, int people, boolean patient) {
        return begin(author, name, people, patient, REST);
    }

    /** As {@link #begin(Author, String, int, boolean)}, with a pause after each case study. */
    public static WriteLoad begin(Author author, String name, int people, boolean patient, Duration pause) {
        WriteLoad writing = new WriteLoad(author, name, patient, pause);
        for (int i = 0; i < people; i++) {
            Thread thread = new Thread(writing::write, name + "-" + i);
            thread.setDaemon(true);
            writing.threads.add(thread);
            thread.start();
        }
        return writing;
    }

    /** How many case studies were published with a 2xx so far. */
    public int published() {
        return done.get();
    }

    public List<Study> studies() {
        return List.copyOf(studies);
    }

    /** Stops the load; returns when each person has finished their current case study. */
    @Override
    public void close() {
        writing = false;
        for (Thread thread : threads) {
            try {
                thread.join(180_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " does not come to an end");
            }
        }
    }

    private void write() {
        while (writing) {
            Study study = new Study(name + "-" + next.incrementAndGet());
            studies.add(study);
            write(study);
            rest(pause);
        }
    }

    private void write(Study study) {
        UUID key = UUID.randomUUID();
        String etag = "";
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        do {
            Answer drafted = ask(study, told -> study.drafted = told, () -> author.draft(study.firstTitle(), key));
            if (drafted != null) {
                study.id = drafted.json().path("id").asString("");
                etag = drafted.header("ETag");
            }
        } while (patient && study.drafted != Acknowledgement.DONE && aMoment() && System.nanoTime() < until);
        String id = study.id;
        if (id == null) {
            aMoment();
            return;
        }
        String first = etag;
        if (ask(study, told -> study.retitled = told, () -> author.retitle(id, study.secondTitle(), first)) == null) {
            return;
        }
        if (ask(study, told -> study.submitted = told, () -> author.submit(id)) == null) {
            return;
        }
        if (ask(study, told -> study.published = told, () -> author.publish(id)) != null) {
            done.incrementAndGet();
        }
    }

    private interface Note {
        void of(Acknowledgement told);
    }

    private static @Nullable Answer ask(Study study, Note note, Request request) {
        try {
            Answer answer = request.send();
            if (answer.isSuccess()) {
                study.done.add(System.nanoTime());
                note.of(Acknowledgement.DONE);
                return answer;
            }
            study.failure = "; " + answer.status() + " " + answer.body();
            // the gateway answers 502, 503 and 504 also if the service carried the request out and was then killed
            note.of(answer.status() / 100 == 5 ? Acknowledgement.UNKNOWN : Acknowledgement.REFUSED);
        } catch (Api.NoAnswer e) {
            study.failure = "; " + e;
            note.of(Acknowledgement.UNKNOWN);
        }
        return null;
    }

    private static boolean aMoment() {
        return rest(Duration.ofMillis(100));
    }

    private static boolean rest(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
