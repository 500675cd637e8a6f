package wales.rhannu.membership.signin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
import wales.rhannu.membership.mail.Mail;
import wales.rhannu.membership.member.Members;

/**
 * Sends the link, to those who may join only; apart from the request, so that its time tells nobody who is known. Only so many
 * wait to be sent: who is too many is answered as everybody is, gets no link, and can ask again.
 */
@Component
class LinkMail implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LinkMail.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Members members;
    private final SignInLinks links;
    private final SignInSettings settings;
    private final Mail mail;
    private final String issuer;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ThreadPoolExecutor sending;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    LinkMail(
            Members members,
            SignInLinks links,
            SignInSettings settings,
            Mail mail,
            @Value("${rhannu.security.issuer}") String issuer,
            Clock clock,
            MeterRegistry meters) {
        this.members = members;
        this.links = links;
        this.settings = settings;
        this.mail = mail;
        this.issuer = issuer;
        this.clock = clock;
        this.meters = meters;
        BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(settings.mostWaiting());
        sending = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, waiting, task -> {
            Thread thread = new Thread(task, "sign-in-mail");
            thread.setDaemon(true);
            return thread;
        });
        Gauge.builder("rhannu.sign.in.links.waiting", waiting, Collection::size)
                .description("Sign-in links that wait to be mailed")
                .register(meters);
        // from the start, or nobody would see it rise to the first one
        counted("dropped");
    }

    private Counter counted(String outcome) {
        return meters.counter("rhannu.sign.in.links", "outcome", outcome);
    }

    /**
     * A link that is certainly not mailed is removed, or it would count among those that its address may have. One whose mail
     * may have arrived stays: somebody may be about to use it.
     */
    void send(OneTimeToken link) {
        try {
            sending.execute(() -> sendOrRemove(link));
        } catch (RejectedExecutionException e) {
            counted("dropped").increment();
            tell(dropped.incrementAndGet());
            remove(link);
        }
    }

    private void sendOrRemove(OneTimeToken link) {
        String outcome = "failed";
        boolean mayArrive = false;
        try {
            outcome = sendIfWanted(link);
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

    /** Once a minute: whoever asks without end shall not fill the log. */
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
    private String sendIfWanted(OneTimeToken link) {
        if (!clock.instant().isBefore(link.getExpiresAt())) {
            log.info("A sign-in link waited to be mailed for longer than it works");
            return "dropped";
        }
        String email = link.getUsername();
        if (!members.mayJoin(email)) {
            log.info("A link was asked for with an address that may not join");
            return "unwanted";
        }
        if (links.waiting(email) > settings.linksPerAddress()) {
            log.warn("No more links are mailed to an address with {} unused ones", settings.linksPerAddress());
            return "unwanted";
        }
        String address = issuer + SignInConfiguration.LINK + "?token=" + link.getTokenValue();
        long minutes = settings.link().toMinutes();
        mail.send(
                email,
                "Mewngofnodi i Rhannu / Sign in to Rhannu",
                """
                Agorwch y ddolen hon yn y porwr a ofynnodd amdani. Mae'n gweithio unwaith, am %1$d munud:
                Open this link in the browser that asked for it. It works once, for %1$d minutes:

                %2$s

                Os na wnaethoch chi ofyn, anwybyddwch y neges hon.
                If you did not ask for it, ignore this message.
                """
                        .formatted(minutes, address));
        return "sent";
    }

    @Override
    public void destroy() {
        sending.shutdown();
    }
}
