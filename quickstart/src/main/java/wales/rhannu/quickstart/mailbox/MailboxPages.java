package wales.rhannu.quickstart.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pages of the mailbox: the list and one mail, in Welsh and English, and what they are made of. */
class MailboxPages {

    private static final int PER_PAGE = 50;
    private static final Pattern PAGE = Pattern.compile("/(cy|en)(?:/(\\d{1,18}))?/?");
    private static final Pattern PIECE = Pattern.compile("/mails/(\\d{1,18})/(html|source|files/(\\d{1,3}))");

    private static final String POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";

    /**
     * The policy for the HTML of a mail: no scripts, no forms, nothing loaded from elsewhere, a separate origin. Its links open
     * in a new tab without these restrictions.
     */
    private static final String HTML_MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; "
            + "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'";

    private final MailStore mails;
    private final String signIn;
    private final Templates templates = new Templates();

    MailboxPages(MailStore mails, String signIn) {
        this.mails = mails;
        this.signIn = signIn;
    }

    Response answer(Request request) {
        if (request.path().equals("/")) {
            return Response.text(303, "").with("Location", "/" + preferred(request.acceptLanguage()));
        }
        if (request.path().equals("/mailbox.css")) {
            return Response.of(200, "text/css; charset=utf-8", resource("/mailbox/mailbox.css"));
        }
        Matcher piece = PIECE.matcher(request.path());
        if (piece.matches()) {
            return mails.find(Long.parseLong(piece.group(1)))
                    .flatMap(mail -> piece(mail, piece.group(2), piece.group(3)))
                    .orElseGet(() -> notFound(preferred(request.acceptLanguage())));
        }
        Matcher page = PAGE.matcher(request.path());
        if (!page.matches()) {
            return notFound(request.path().startsWith("/cy/") ? "cy" : "en");
        }
        String language = page.group(1);
        return page.group(2) == null
                ? list(language, request)
                : mails.find(Long.parseLong(page.group(2)))
                        .map(mail -> mail(language, mail))
                        .orElseGet(() -> notFound(language));
    }

    /** Welsh or English, whichever the browser prefers. */
    static String preferred(String acceptLanguage) {
        try {
            String chosen = Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage), List.of("cy", "en"));
            return Objects.requireNonNullElse(chosen, "en");
        } catch (IllegalArgumentException e) {
            return "en";
        }
    }

    private Response list(String language, Request request) {
        String words = request.parameter("q");
        long before = request.number("before").orElse(Long.MAX_VALUE);
        List<ReceivedMail> found = mails.newest(mail -> mail.id() < before && mail.matches(words), PER_PAGE + 1);
        List<ReceivedMail> shown = found.subList(0, Math.min(found.size(), PER_PAGE));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("words", words);
        model.put("signIn", signIn);
        model.put("kept", MailStore.MAILS);
        model.put("mails", shown.stream().map(mail -> summary(language, mail)).toList());
        model.put("later", before != Long.MAX_VALUE);
        if (found.size() > PER_PAGE) {
            model.put(
                    "older",
                    "/" + language + query(words, shown.get(PER_PAGE - 1).id()));
        }
        return page(200, "list", language, query(words, Long.MAX_VALUE), model);
    }

    private static String query(String words, long before) {
        List<String> parameters = new ArrayList<>();
        if (!words.isEmpty()) {
            parameters.add("q=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
        }
        if (before != Long.MAX_VALUE) {
            parameters.add("before=" + before);
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private Response mail(String language, ReceivedMail mail) {
        MailContent content = MailContent.of(mail);
        Map<String, Object> model = new LinkedHashMap<>(summary(language, mail));
        model.put("from", content.sender().isEmpty() ? mail.from() : content.sender());
        model.put("text", content.text() == null ? null : TextWithLinks.of(Objects.requireNonNull(content.text())));
        model.put("html", content.html() != null);
        model.put("readable", content.isReadable());
        List<Map<String, Object>> files = new ArrayList<>();
        for (MailContent.Attachment attachment : content.attachments()) {
            files.add(Map.of("name", attachment.name(), "bytes", attachment.content().length));
        }
        model.put("files", files);
        return page(200, "mail", language, "/" + mail.id(), model);
    }

    private static Map<String, Object> summary(String language, ReceivedMail mail) {
        return Map.of(
                "id", mail.id(),
                "subject", mail.subject(),
                "to", String.join(", ", mail.to()),
                "from", mail.from(),
                "received", Templates.time(mail.received(), language),
                "instant", mail.received().toString());
    }

    private Optional<Response> piece(ReceivedMail mail, String what, @Nullable String number) {
        if (what.equals("source")) {
            return Optional.of(Response.of(200, "text/plain; charset=utf-8", out -> out.write(mail.source())));
        }
        MailContent content = MailContent.of(mail);
        if (number == null) {
            return Optional.ofNullable(content.html()).map(html -> Response.of(
                            200,
                            "text/html; charset=utf-8",
                            // links would otherwise open in the frame, which other sites refuse
                            "<!DOCTYPE html><base target=\"_blank\">" + html)
                    .with("Content-Security-Policy", HTML_MAIL_POLICY));
        }
        int index = Integer.parseInt(number);
        if (index >= content.attachments().size()) {
            return Optional.empty();
        }
        MailContent.Attachment attachment = content.attachments().get(index);
        // always saved and never shown in the browser, so that it cannot run on our origin
        return Optional.of(Response.of(200, "application/octet-stream", out -> out.write(attachment.content()))
                .with("Content-Disposition", "attachment; filename=\"" + safeName(attachment.name(), index) + "\""));
    }

    private static String safeName(String name, int index) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[._]+", "");
        return safe.isEmpty() ? "file-" + index : safe.substring(0, Math.min(safe.length(), 100));
    }

    private Response notFound(String language) {
        return page(404, "not-found", language, "", Map.of());
    }

    private Response page(int status, String template, String language, String here, Map<String, Object> model) {
        Map<String, Object> whole = new LinkedHashMap<>(model);
        whole.put("language", language);
        whole.put("other", language.equals("cy") ? "en" : "cy");
        whole.put("here", here);
        String html = templates.render(template, Locale.forLanguageTag(language), whole);
        return Response.of(status, "text/html; charset=utf-8", html).with("Content-Security-Policy", POLICY);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(MailboxPages.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
