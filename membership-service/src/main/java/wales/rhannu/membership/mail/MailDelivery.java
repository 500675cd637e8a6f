package wales.rhannu.membership.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.mail.MailException;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.mongo.TransientFailures;

/**
 * Sends what waits in the {@link MailQueue}, one by one, on every instance. While the mail server is away it tries again for
 * ever; an address that the server refuses for good gets nothing, and one that it refuses for now is tried for five days.
 *
 * <p>To alert on: {@code rhannu.mails.overdue} that stays above 0 for a quarter of an hour.
 */
@Component
class MailDelivery implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);
    private static final int BATCH = 100;
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration GIVE_UP = Duration.ofDays(5);
    private static final Duration MEASURE = Duration.ofSeconds(10);
    private static final Duration FORGET = Duration.ofHours(1);

    private final MailQueue queue;
    private final Mailer mail;
    private final Recipients recipients;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Semaphore woken = new Semaphore(0);
    private volatile double overdue = Double.NaN;
    private volatile boolean running;
    private Instant nextMeasure = Instant.EPOCH;
    private Instant nextForgetting = Instant.EPOCH;
    private Duration pause = Duration.ZERO;
    private @Nullable Thread thread;

    MailDelivery(MailQueue queue, Mailer mail, Recipients recipients, Clock clock, MeterRegistry meters) {
        this.queue = queue;
        this.mail = mail;
        this.recipients = recipients;
        this.clock = clock;
        this.meters = meters;
        Gauge.builder("rhannu.mails.overdue", this, sending -> sending.overdue)
                .description("E-mails that should have been sent by now")
                .register(meters);
        queue.onAdded(woken::release);
    }

    @Override
    public synchronized void start() {
        running = true;
        Thread sending = new Thread(this::run, "mails");
        sending.setDaemon(true);
        sending.start();
        thread = sending;
    }

    /** Waits until the current mail is sent, because it would be sent again otherwise. */
    @Override
    public synchronized void stop() {
        running = false;
        woken.release();
        Thread sending = thread;
        thread = null;
        if (sending != null) {
            try {
                sending.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                rest();
                boolean more = sendSome();
                housekeeping();
                if (!more && pause.isZero() && woken.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                if (TransientFailures.isDatabaseAway(e)) {
                    log.warn("E-mails wait for the database: {}", e.toString());
                } else {
                    log.error("E-mails are gone on with in a moment", e);
                }
                waitLonger();
            }
        }
    }

    /** An e-mail that is added meanwhile would fare no better, and so does not end it. */
    private void rest() throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        while (running && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void waitLonger() {
        Duration longer = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }

    private void housekeeping() {
        Instant now = clock.instant();
        if (!now.isBefore(nextMeasure)) {
            nextMeasure = now.plus(MEASURE);
            overdue = queue.overdue();
        }
        if (!now.isBefore(nextForgetting)) {
            nextForgetting = now.plus(FORGET);
            long stale = queue.forgetOld();
            if (stale > 0) {
                log.error("{} e-mails are given up: the mail server took none for 30 days", stale);
                meters.counter("rhannu.mails", "outcome", "given-up").increment(stale);
            }
        }
    }

    /** Whether there may be more. */
    private boolean sendSome() {
        List<String> due = queue.due(BATCH);
        if (due.isEmpty()) {
            pause = Duration.ZERO;
        }
        for (String id : due) {
            MailQueue.Claimed next = running ? queue.claim(id) : null;
            if (next != null && !send(next)) {
                return false;
            }
        }
        return !due.isEmpty();
    }

    /** Whether to go on with the next. */
    private boolean send(MailQueue.Claimed next) {
        Optional<String> address = recipients.addressOf(next.letter().member());
        if (address.isEmpty()) {
            over(next, "unwanted");
            return true;
        }
        try {
            mail.send(address.get(), next.letter().subject(), next.letter().text());
            pause = Duration.ZERO;
            over(next, "sent");
            return true;
        } catch (MailException e) {
            return failed(next, e);
        }
    }

    private boolean failed(MailQueue.Claimed next, MailException e) {
        switch (DeliveryFailure.of(e)) {
            case SERVER_AWAY -> {
                waitLonger();
                log.warn("The mail server takes no mail; what waits is tried again in {}: {}", pause, why(e));
                queue.later(next, Duration.ZERO);
                return false;
            }
            case FOR_NOW -> {
                if (clock.instant().isAfter(next.since().plus(GIVE_UP))) {
                    log.warn("An e-mail is given up after {}: {}", GIVE_UP, why(e));
                    over(next, "given-up");
                } else {
                    Duration wait = Duration.ofMinutes(1L << Math.min(next.tries(), 6));
                    queue.later(next, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
                    log.info("The mail server does not take an e-mail now: {}", why(e));
                }
            }
            case FOR_GOOD -> {
                log.warn("The mail server refuses an e-mail for good: {}", why(e));
                over(next, "refused");
            }
        }
        return true;
    }

    /** The reason of a failure without addresses, because personal data does not belong in a log. */
    private static String why(MailException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("[^\\s<>@]+@[^\\s<>,;]+", "<address>");
    }

    private void over(MailQueue.Claimed mail, String outcome) {
        queue.done(mail);
        meters.counter("rhannu.mails", "outcome", outcome).increment();
    }
}
