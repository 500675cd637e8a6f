package wales.rhannu.events.meetup;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Violations;

/** How long and how many the parts of a meetup may be: an event has to fit a record of the broker. */
final class MeetupBounds {

    private static final int LONGEST_TITLE = 300;
    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_OTHER = 2_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TAG = 60;
    private static final int MOST = 50;
    private static final int MOST_CHARACTERS = 200_000;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private MeetupBounds() {}

    static void check(Violations violations, MeetupContent content) {
        violations.optional("/title", content.title(), LONGEST_TITLE);
        violations.optional("/description", content.description(), LONGEST_TEXT);
        violations.optional("/agenda", content.agenda(), LONGEST_TEXT);
        violations.optional("/notes", content.notes(), LONGEST_TEXT);
        MeetupContent.Venue venue = content.venue();
        if (venue != null) {
            violations.optional("/venue/name", venue.name(), LONGEST_NAME);
            violations.optional("/venue/address", venue.address(), LONGEST_OTHER);
            violations.optional("/venue/accessibility", venue.accessibility(), LONGEST_OTHER);
        }
        violations.most("/speakers", content.speakers(), MOST);
        for (int i = 0; i < content.speakers().size(); i++) {
            MeetupContent.Speaker speaker = content.speakers().get(i);
            violations.optional("/speakers/" + i + "/name", speaker.name(), LONGEST_NAME);
            violations.optional("/speakers/" + i + "/organisation", speaker.organisation(), LONGEST_NAME);
            violations.optional("/speakers/" + i + "/topic", speaker.topic(), LONGEST_OTHER);
        }
        violations.most("/caseStudies", content.caseStudies(), MOST);
        for (int i = 0; i < content.caseStudies().size(); i++) {
            if (!ID.matcher(content.caseStudies().get(i)).matches()) {
                violations.add("/caseStudies/" + i, "not-the-id-of-a-case-study");
            }
        }
        violations.most("/tags", content.tags(), MOST);
        for (int i = 0; i < content.tags().size(); i++) {
            violations.optional("/tags/" + i, content.tags().get(i), LONGEST_TAG);
        }
        violations.together(MOST_CHARACTERS, "meetup-texts-too-long");
        violations.secureAddress("/joinUrl", content.joinUrl());
        violations.address("/recordingUrl", content.recordingUrl());
    }

    /** A reason that somebody wrote, or none. */
    static void checkReason(Violations violations, @Nullable Bilingual reason) {
        violations.optional("/reason", reason, LONGEST_OTHER);
        if (reason != null && !reason.isEmpty() && !reason.isComplete()) {
            violations.add("/reason", "reason-in-one-language");
        }
    }
}
