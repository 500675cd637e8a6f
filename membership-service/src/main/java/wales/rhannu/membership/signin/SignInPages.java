package wales.rhannu.membership.signin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** The pages of signing in, in Welsh and English, without JavaScript. */
@Controller
@RequestMapping(SignInConfiguration.PAGE)
class SignInPages {

    /** What an address of the page may ask it to tell. */
    private static final Set<String> TOLD = Set.of("link", "inactive", "signed-out");

    private static final Locale WELSH = Locale.forLanguageTag("cy");

    /** An organisation to choose, by its name in the page's language. */
    record Choice(String id, String name) {}

    private final RequestedLinks askedFor;
    private final SignInLimits limits;
    private final HelpSettings help;
    private final Members members;
    private final SignInRedirect redirect;

    SignInPages(
            RequestedLinks askedFor, SignInLimits limits, HelpSettings help, Members members, SignInRedirect redirect) {
        this.askedFor = askedFor;
        this.limits = limits;
        this.help = help;
        this.members = members;
        this.redirect = redirect;
    }

    static Locale language(@Nullable String accepted) {
        if (accepted == null || accepted.isBlank()) {
            return Locale.ENGLISH;
        }
        try {
            Locale best = Locale.lookup(Locale.LanguageRange.parse(accepted), List.of(WELSH, Locale.ENGLISH));
            return best == null ? Locale.ENGLISH : best;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }

    @GetMapping
    String start(@RequestParam(required = false) @Nullable String problem, Model model) {
        model.addAttribute("problem", problem != null && TOLD.contains(problem) ? problem : "");
        return "sign-in";
    }

    /** What the filter did not take: it is no e-mail address, or one too many. */
    @PostMapping
    String notTaken(Model model, HttpServletRequest request, HttpServletResponse response) {
        Long wait = SignInRequests.wait(request);
        if (wait == null) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("problem", "address");
        } else {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, wait.toString());
            model.addAttribute("problem", "too-many");
            model.addAttribute("minutes", (wait + 59) / 60);
        }
        return "sign-in";
    }

    /** The same page for every address, so that it does not show whether the address is known. */
    @GetMapping("/sent")
    String sent(@RequestParam(required = false) @Nullable String problem, Model model) {
        model.addAttribute("problem", problem == null ? "" : problem);
        model.addAttribute("codeMinutes", limits.code().toMinutes());
        model.addAttribute("codeTries", limits.triesPerCode());
        model.addAttribute("pauseMinutes", Math.max(1, limits.betweenMails().toMinutes()));
        model.addAttribute("from", help.from());
        model.addAttribute("contact", help.contact());
        return "sent";
    }

    @GetMapping("/link")
    String link(@RequestParam(required = false) @Nullable String token, Model model, HttpServletRequest request) {
        model.addAttribute("token", token == null ? "" : token);
        model.addAttribute("otherBrowser", !askedFor.isBy(request, token));
        return "link";
    }

    @GetMapping("/organisation")
    String organisation(Principal principal, Locale locale, Model model) {
        model.addAttribute("problem", false);
        return choosing(principal, locale, model);
    }

    private String choosing(Principal principal, Locale locale, Model model) {
        Member member = members.get(principal.getName());
        model.addAttribute(
                "choices",
                members.possibleOrganisations(member).stream()
                        .map(it -> new Choice(it.id(), String.valueOf(it.name().in(locale.getLanguage()))))
                        .toList());
        return "organisation";
    }

    @PostMapping("/organisation")
    @Nullable
    String choose(
            @RequestParam(required = false) @Nullable String organisation,
            Authentication principal,
            Locale locale,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response)
            throws ServletException, IOException {
        try {
            members.choose(
                    principal.getName(), RequestContext.unconditional(), organisation == null ? "" : organisation);
        } catch (DomainException refusal) {
            if (refusal.kind() == DomainException.Kind.UNAVAILABLE) {
                throw refusal;
            }
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("problem", true);
            return choosing(principal, locale, model);
        }
        redirect.onAuthenticationSuccess(request, response, principal);
        return null;
    }

    @GetMapping("/done")
    String done() {
        return "done";
    }
}
