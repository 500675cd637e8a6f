package wales.rhannu.casestudy.study;

import java.time.Clock;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.importing.ImportedStudies;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Takes case studies that were imported; one whose id is there, or was erased, stays as it is. */
@Component
class Importing implements ImportedStudies {

    private final CaseStudies studies;
    private final JsonMapper json;
    private final Clock clock;

    Importing(CaseStudies studies, JsonMapper json, Clock clock) {
        this.studies = studies;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Outcome take(String id, ObjectNode content, boolean publish, String importer) {
        CaseStudy study = CaseStudy.imported(id, read(content), publish, clock.instant());
        try {
            // no key: a repeat is told from a first time
            studies.add(study, new RequestContext(id, null, null, null));
            return Outcome.CREATED;
        } catch (DomainException refusal) {
            if (refusal.kind() == DomainException.Kind.CONFLICT) {
                return Outcome.UNCHANGED;
            }
            throw refusal;
        }
    }

    private StudyContent read(ObjectNode content) {
        try {
            StudyContent read = json.treeToValue(content, StudyContent.class);
            StudyBounds.mustHold(json.valueToTree(read));
            return read;
        } catch (DatabindException unfit) {
            String pointer = unfit.getPath().stream()
                    .map(step -> step.getPropertyName() == null ? "/" + step.getIndex() : "/" + step.getPropertyName())
                    .collect(Collectors.joining());
            String why = String.valueOf(unfit.getOriginalMessage())
                    .lines()
                    .findFirst()
                    .orElse("");
            throw DomainException.invalid(pointer, "This value does not fit: " + why);
        }
    }

    @Override
    public boolean has(String id) {
        return studies.find(id).isPresent();
    }
}
