package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.security.web.authentication.ott.GenerateOneTimeTokenRequestResolver;
import org.springframework.security.web.authentication.ott.OneTimeTokenGenerationSuccessHandler;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.membership.member.Members;

/** A browser asks for a sign-in, and comes back with the link of the mail, or with its code. */
@Component
class SignInRequests
        implements OneTimeTokenService, GenerateOneTimeTokenRequestResolver, OneTimeTokenGenerationSuccessHandler {

    private static final String KNOWN = SignInRequests.class.getName() + ".known";
    private static final String WAIT = SignInRequests.class.getName() + ".wait";

    private final SignInLinks links;
    private final SignInCodes codes;
    private final SignInCounters counters;
    private final SignInLimits limits;
    private final KnownBrowsers browsers;
    private final RequestedLinks askedFor;
    private final LinkMail mail;

    SignInRequests(
            SignInLinks links,
            SignInCodes codes,
            SignInCounters counters,
            SignInLimits limits,
            KnownBrowsers browsers,
            RequestedLinks askedFor,
            LinkMail mail) {
        this.links = links;
        this.codes = codes;
        this.counters = counters;
        this.limits = limits;
        this.browsers = browsers;
        this.askedFor = askedFor;
        this.mail = mail;
    }

    /** Nothing where what was entered is no address, or too many were asked for: {@link #wait} tells. */
    @Override
    public @Nullable GenerateOneTimeTokenRequest resolve(HttpServletRequest request) {
        Optional<String> email = Members.address(request.getParameter("email"));
        if (email.isEmpty()) {
            return null;
        }
        String browser = KnownBrowsers.of(request);
        boolean known = browser != null
                && browsers.isKnown(browser, Mailbox.of(email.get()).key());
        if (!mayAsk(known ? browser : null, ClientAddress.of(request))) {
            request.setAttribute(
                    WAIT, Math.max(1, counters.rest(limits.window()).toSeconds()));
            return null;
        }
        request.setAttribute(KNOWN, known);
        return new GenerateOneTimeTokenRequest(email.get());
    }

    private boolean mayAsk(@Nullable String knownBrowser, ClientAddress client) {
        if (knownBrowser != null) {
            return counters.isWithin("ask-browser", knownBrowser, limits.perBrowser(), limits.window(), null);
        }
        return counters.isWithin("ask-client", client.address(), limits.perClient(), limits.window(), null)
                && counters.isWithin("ask-network", client.network(), limits.perNetwork(), limits.window(), null);
    }

    /** For how many seconds whoever asked has to wait; null where they asked for no more than they may. */
    static @Nullable Long wait(HttpServletRequest request) {
        return (Long) request.getAttribute(WAIT);
    }

    @Override
    public OneTimeToken generate(GenerateOneTimeTokenRequest request) {
        return links.make(request.getUsername());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, OneTimeToken link) throws IOException {
        String secret = askedFor.remember(request, response, link.getTokenValue());
        mail.send(new LinkMail.Request(link, secret, Boolean.TRUE.equals(request.getAttribute(KNOWN))));
        response.sendRedirect(SignInConfiguration.SENT);
    }

    /** A link only signs in the browser that asked for it, and so does a code. */
    OneTimeTokenAuthenticationToken attempt(HttpServletRequest request) {
        if (isCode(request)) {
            String code = Optional.ofNullable(request.getParameter("code")).orElse("");
            return new CodeAuthenticationToken(
                    code.replaceAll("[\\s-]", ""),
                    new CodeAuthenticationToken.Holder(
                            askedFor.newestFirst(request),
                            askedFor.secret(request),
                            KnownBrowsers.of(request),
                            ClientAddress.of(request)));
        }
        String token = request.getParameter("token");
        return new OneTimeTokenAuthenticationToken(token != null && askedFor.isBy(request, token) ? token : "");
    }

    /** Whether somebody comes with a code, and not with a link. */
    static boolean isCode(HttpServletRequest request) {
        return request.getRequestURI().endsWith(SignInConfiguration.CODE);
    }

    @Override
    public @Nullable OneTimeToken consume(OneTimeTokenAuthenticationToken authentication) {
        if (authentication instanceof CodeAuthenticationToken attempt) {
            return codes.use(attempt);
        }
        String token = authentication.getTokenValue();
        return token == null ? null : links.use(token);
    }
}
