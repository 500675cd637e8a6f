package wales.rhannu.membership.signin;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.mail.Mail;
import wales.rhannu.membership.member.Members;

/** Sends the link, to those who may join only; apart from the request, so that its time tells nobody who is known. */
@Component
class LinkMail implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LinkMail.class);

    private final Members members;
    private final SignInLinks links;
    private final SignInSettings settings;
    private final Mail mail;
    private final String issuer;
    private final ExecutorService sending = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "sign-in-mail");
        thread.setDaemon(true);
        return thread;
    });

    LinkMail(
            Members members,
            SignInLinks links,
            SignInSettings settings,
            Mail mail,
            @Value("${rhannu.security.issuer}") String issuer) {
        this.members = members;
        this.links = links;
        this.settings = settings;
        this.mail = mail;
        this.issuer = issuer;
    }

    void send(String email, String token) {
        sending.execute(() -> {
            try {
                sendIfWanted(email, token);
            } catch (RuntimeException e) {
                log.error("A sign-in link could not be mailed; whoever asked can ask again", e);
            }
        });
    }

    private void sendIfWanted(String email, String token) {
        if (!members.mayJoin(email)) {
            log.info("A link was asked for with an address that may not join");
            return;
        }
        if (links.waiting(email) > settings.linksPerAddress()) {
            log.warn("No more links are mailed to an address with {} unused ones", settings.linksPerAddress());
            return;
        }
        String link = issuer + SignInConfiguration.LINK + "?token=" + token;
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
                        .formatted(minutes, link));
    }

    @Override
    public void destroy() {
        sending.shutdown();
    }
}
