package wales.rhannu.feedback.casestudy;

import java.util.Optional;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;

/** The authors of anonymous case studies; casestudy-service publishes no other authors to us. */
@Component
public class AnonymousAuthors {

    static final String TOPIC = "casestudy.anonymous-authors.internal";

    /** Our view of an anonymous case study. */
    record AnonymousStudy(String author) {}

    private final ReadModel<AnonymousStudy> studies;

    AnonymousAuthors(ReadModels models) {
        studies = models.of(TOPIC, AnonymousStudy.class);
    }

    /** The member who wrote an anonymous case study; empty for any other, and until casestudy-service has told us. */
    public Optional<String> of(String study) {
        return studies.find(study).map(AnonymousStudy::author);
    }

    ReadModel<AnonymousStudy> model() {
        return studies;
    }
}
