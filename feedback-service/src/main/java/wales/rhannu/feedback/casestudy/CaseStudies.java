package wales.rhannu.feedback.casestudy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;
import wales.rhannu.starter.consume.ReceivedEvent;

/**
 * What we know of the case studies: who wrote those whose organisation stays unsaid. These are few, so of the others nothing is
 * written: an import makes thousands of them.
 */
@Component
public class CaseStudies {

    static final String TOPIC = "casestudy.case-studies.internal";

    record Disclosure(@Nullable Boolean anonymous) {}

    record Content(@Nullable Disclosure disclosure) {}

    /**
     * Our view of a case study: only what we use, and so no author where it is not anonymous.
     *
     * @param author a member's id; null where it is not anonymous, or its author has left
     */
    record CaseStudy(@Nullable String author, @Nullable Content content) {

        CaseStudy {
            Disclosure disclosure = content == null ? null : content.disclosure();
            author = disclosure != null && Boolean.TRUE.equals(disclosure.anonymous()) ? author : null;
        }
    }

    private final ReadModel<CaseStudy> studies;

    CaseStudies(ReadModels models) {
        studies = models.of(TOPIC, CaseStudy.class);
    }

    /** The member who wrote an anonymous case study; empty for any other, and while casestudy-service has not told us. */
    public Optional<String> anonymousAuthorOf(String id) {
        return studies.find(id).map(CaseStudy::author);
    }

    /** Takes an event of the case studies' topic. */
    void read(Message<?> message) {
        ReceivedEvent event = ReceivedEvent.from(message);
        if (isAnonymous(event.data()) || studies.find(event.subject()).isPresent()) {
            studies.accept(message);
        }
    }

    private static boolean isAnonymous(@Nullable JsonNode data) {
        return data != null && data.at("/state/content/disclosure/anonymous").asBoolean(false);
    }
}
