package wales.rhannu.membership.signin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.mail.MailException;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.mail.DeliveryFailure;
import wales.rhannu.membership.mail.Mailer;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.membership.member.Members;

/**
 * Sends the link, to those who may join only; apart from the request, so that its time tells nobody who is known. Only so many
 * wait to be sent: who is too many is answered as everybody is, gets no link, and can ask again.
 */
@Component
class LinkMail implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LinkMail.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private static final String TEXT =
            """
            Agorwch y ddolen hon yn y porwr lle gwnaethoch chi ofyn amdani. Mae'n gweithio unwaith, am %5$s:
            Open this link in the browser in which you asked for it. It works once, for %1$d minutes:

            %2$s

            Neu rhowch y cod hwn ar y dudalen lle gwnaethoch chi ofyn amdano. Mae'n gweithio unwaith, am %6$s:
            Or enter this code on the page on which you asked for it. It works once, for %3$d minutes:

            %4$s

            Peidiwch â rhoi'r cod i neb: ni fydd neb o Rhannu yn gofyn i chi amdano.
            Give the code to nobody: nobody from Rhannu will ask you for it.

            Os na wnaethoch chi ofyn am y neges hon, anwybyddwch hi: ni all neb fewngofnodi hebddi.
            If you did not ask for this message, ignore it: nobody can sign in without it.
            """;

    /**
     * What is asked for.
     *
     * @param secret of the browser, for its code
     * @param known whether the browser signed in with the address before
     */
    record Request(OneTimeToken link, String secret, boolean known) {}

    private final Members members;
    private final SignInLinks links;
    private final SignInCodes codes;
    private final SignInCounters counters;
    private final SignInSettings settings;
    private final SignInLimits limits;
    private final Mailer mailer;
    private final String issuer;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ThreadPoolExecutor sending;
    /** Those who ask for very many fill the other queue; who signed in before is not behind them. */
    private final ThreadPoolExecutor sendingToKnown;

    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    LinkMail(
            Members members,
            SignInLinks links,
            SignInCodes codes,
            SignInCounters counters,
            SignInSettings settings,
            SignInLimits limits,
            Mailer mailer,
            @Value("${rhannu.security.issuer}") String issuer,
            Clock clock,
            MeterRegistry meters) {
        this.members = members;
        this.links = links;
        this.codes = codes;
        this.counters = counters;
        this.settings = settings;
        this.limits = limits;
        this.mailer = mailer;
        this.issuer = issuer;
        this.clock = clock;
        this.meters = meters;
        sending = threads(2, settings.mostWaiting());
        sendingToKnown = threads(1, settings.mostWaiting());
        Gauge.builder("rhannu.sign.in.links.waiting", this, LinkMail::waiting)
                .description("Sign-in links that wait to be mailed")
                .register(meters);
        // from the start, or nobody would see it rise to the first one
        counted("dropped");
    }

    private static ThreadPoolExecutor threads(int threads, int mostWaiting) {
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(mostWaiting), task -> {
                    Thread thread = new Thread(task, "sign-in-mail");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private int waiting() {
        return sending.getQueue().size() + sendingToKnown.getQueue().size();
    }

    private Counter counted(String outcome) {
        return meters.counter("rhannu.sign.in.links", "outcome", outcome);
    }

    /**
     * A link that is certainly not mailed is removed, or it would count among those that its address may have. One whose mail
     * may have arrived stays: somebody may be about to use it.
     */
    void send(Request request) {
        OneTimeToken link = request.link();
        try {
            (request.known() ? sendingToKnown : sending).execute(() -> sendOrRemove(request));
        } catch (RejectedExecutionException e) {
            counted("dropped").increment();
            tell(dropped.incrementAndGet());
            remove(link);
        }
    }

    private void sendOrRemove(Request request) {
        OneTimeToken link = request.link();
        String outcome = "failed";
        boolean mayArrive = false;
        try {
            outcome = sendIfWanted(request);
            mayArrive = outcome.equals("sent");
        } catch (RuntimeException e) {
            mayArrive = e instanceof MailException failure && !DeliveryFailure.isCertain(failure);
            log.error(
                    mayArrive
                            ? "A sign-in link may not have been mailed; whoever asked can ask again"
                            : "A sign-in link could not be mailed; whoever asked can ask again",
                    e);
        }
        counted(outcome).increment();
        if (!mayArrive) {
            remove(link);
        }
    }

    private void remove(OneTimeToken link) {
        try {
            links.remove(link);
        } catch (RuntimeException e) {
            log.warn("A sign-in link that was not mailed counts until it expires: {}", e.toString());
        }
    }

    /** Logs at most once a minute, so that a flood of requests does not fill the log. */
    private void tell(long soFar) {
        long last = toldAt.get();
        if (System.nanoTime() - last >= EVERY.toNanos() && toldAt.compareAndSet(last, System.nanoTime())) {
            log.warn(
                    "{} sign-in links wait to be mailed already, and no more are taken ({} so far): the mail server is"
                            + " slow or away, or somebody asks for very many",
                    settings.mostWaiting(),
                    soFar);
        }
    }

    /** What became of it. */
    private String sendIfWanted(Request request) {
        OneTimeToken link = request.link();
        if (!clock.instant().isBefore(link.getExpiresAt())) {
            log.info("A sign-in link waited to be mailed for longer than it works");
            return "dropped";
        }
        String email = link.getUsername();
        if (!members.mayJoin(email)) {
            log.info("A link was asked for with an address that may not join");
            return "unwanted";
        }
        if (!mayHaveOneMore(request)) {
            log.debug("An address has {} unused links, and gets one more in a while only", settings.linksPerAddress());
            return "limited";
        }
        mailer.send(email, "Mewngofnodi i Rhannu / Sign in to Rhannu", text(link, codes.make(link, request.secret())));
        return "sent";
    }

    /**
     * Whoever asks for very many must not keep the mailbox's owner out: that one gets theirs in a browser that signed in
     * before, and in another one where its turn comes.
     */
    private boolean mayHaveOneMore(Request request) {
        return request.known()
                || links.waitingBefore(request.link()) < settings.linksPerAddress()
                || counters.takeTurn(Mailbox.of(request.link().getUsername()).key(), limits.betweenMails());
    }

    private String text(OneTimeToken link, String code) {
        long minutes = settings.link().toMinutes();
        long minutesOfCode = Math.min(limits.code().toMinutes(), minutes);
        return TEXT.formatted(
                minutes,
                issuer + SignInConfiguration.LINK + "?token=" + link.getTokenValue(),
                minutesOfCode,
                code,
                inWelsh(minutes),
                inWelsh(minutesOfCode));
    }

    /** The word is mutated after two. */
    private static String inWelsh(long minutes) {
        return minutes + (minutes == 2 ? " funud" : " munud");
    }

    @Override
    public void destroy() {
        sending.shutdown();
        sendingToKnown.shutdown();
    }
}
