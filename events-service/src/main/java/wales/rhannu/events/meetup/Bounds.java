package wales.rhannu.events.meetup;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Violation;

/** How long and how many the parts of a meetup may be: an event has to fit a record of the broker. */
final class Bounds {

    private static final int LONGEST_TITLE = 300;
    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_OTHER = 2_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TAG = 60;
    private static final int LONGEST_URL = 2_000;
    private static final int MOST = 50;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final List<Violation> violations = new ArrayList<>();

    private Bounds() {}

    static List<Violation> violations(MeetupContent content) {
        Bounds bounds = new Bounds();
        bounds.pair("/title", content.title(), LONGEST_TITLE);
        bounds.pair("/description", content.description(), LONGEST_TEXT);
        bounds.pair("/agenda", content.agenda(), LONGEST_TEXT);
        bounds.pair("/notes", content.notes(), LONGEST_TEXT);
        MeetupContent.Venue venue = content.venue();
        if (venue != null) {
            bounds.text("/venue/name", venue.name(), LONGEST_NAME);
            bounds.pair("/venue/address", venue.address(), LONGEST_OTHER);
            bounds.pair("/venue/accessibility", venue.accessibility(), LONGEST_OTHER);
        }
        bounds.most("/speakers", content.speakers());
        for (int i = 0; i < content.speakers().size(); i++) {
            MeetupContent.Speaker speaker = content.speakers().get(i);
            bounds.text("/speakers/" + i + "/name", speaker.name(), LONGEST_NAME);
            bounds.text("/speakers/" + i + "/organisation", speaker.organisation(), LONGEST_NAME);
            bounds.pair("/speakers/" + i + "/topic", speaker.topic(), LONGEST_OTHER);
        }
        bounds.most("/caseStudies", content.caseStudies());
        for (int i = 0; i < content.caseStudies().size(); i++) {
            if (!ID.matcher(content.caseStudies().get(i)).matches()) {
                bounds.add("/caseStudies/" + i, "This is the id of a case study.");
            }
        }
        bounds.most("/tags", content.tags());
        for (int i = 0; i < content.tags().size(); i++) {
            bounds.text("/tags/" + i, content.tags().get(i), LONGEST_TAG);
        }
        bounds.address("/joinUrl", content.joinUrl(), Set.of("https"), "This is a secure web address, https://….");
        bounds.address("/recordingUrl", content.recordingUrl(), Set.of("https", "http"), "This is a web address.");
        return bounds.violations;
    }

    /** As the parts of a meetup: what is wrong with a pair that somebody wrote, a reason say. */
    static List<Violation> violations(String pointer, @Nullable Bilingual text) {
        Bounds bounds = new Bounds();
        bounds.pair(pointer, text, LONGEST_OTHER);
        return bounds.violations;
    }

    private void add(String pointer, String detail) {
        violations.add(new Violation(pointer, detail));
    }

    private void most(String pointer, List<?> list) {
        if (list.size() > MOST) {
            add(pointer, "There are at most " + MOST + ".");
        }
    }

    private void pair(String pointer, @Nullable Bilingual pair, int longest) {
        if (pair != null) {
            text(pointer + "/cy", pair.cy(), longest);
            text(pointer + "/en", pair.en(), longest);
        }
    }

    private void text(String pointer, @Nullable String text, int longest) {
        if (text == null) {
            return;
        }
        if (text.length() > longest) {
            add(pointer, "This has at most " + longest + " characters.");
        } else if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
            add(pointer, "A text has no control characters.");
        } else if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            add(pointer, "This is no text in Unicode: it has half a character.");
        }
    }

    private void address(String pointer, @Nullable String text, Set<String> schemes, String otherwise) {
        if (text == null) {
            return;
        }
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(java.util.Locale.ROOT);
            if (schemes.contains(scheme) && address.getHost() != null && text.length() <= LONGEST_URL) {
                return;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        add(pointer, otherwise);
    }
}
