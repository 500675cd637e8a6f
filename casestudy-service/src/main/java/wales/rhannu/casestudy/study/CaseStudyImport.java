package wales.rhannu.casestudy.study;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.study.StudyState.Status;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Takes case studies that were imported; what a person has done to one since stays. */
@Component
class CaseStudyImport implements ImportedStudies {

    private static final StudyCaller FACILITATOR = new StudyCaller(null, null, Set.of("facilitator"));

    private final CaseStudies studies;
    private final JsonMapper json;
    private final Clock clock;

    CaseStudyImport(CaseStudies studies, JsonMapper json, Clock clock) {
        this.studies = studies;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Taken take(String id, ObjectNode content, boolean publish, String request) {
        StudyContent said = read(content);
        RequestContext context = new RequestContext(id, request, "", null);
        Optional<CaseStudy> there = studies.find(id);
        if (there.isEmpty()) {
            try {
                studies.add(CaseStudy.imported(id, said, publish, clock.instant()), context);
                return Taken.CREATED;
            } catch (DomainException refusal) {
                if (refusal.code().equals("erased")) {
                    return Taken.DISCARDED;
                }
                if (refusal.kind() != DomainException.Kind.CONFLICT) {
                    throw refusal;
                }
                there = Optional.of(studies.get(id));
            }
        }
        if (there.get().isAsImported(said, publish)) {
            return studies.isRepeat(id, context) ? Taken.UPDATED : Taken.UNCHANGED;
        }
        try {
            studies.change(id, context, study -> study.importAgain(said, publish, clock.instant()));
            return Taken.UPDATED;
        } catch (DomainException refusal) {
            return switch (refusal.code()) {
                case "edited-since-import" -> Taken.EDITED;
                case "no-longer-shown" -> Taken.HIDDEN;
                case "not-found" -> Taken.DISCARDED;
                default -> throw refusal;
            };
        }
    }

    @Override
    public Settled publish(String id, String request) {
        RequestContext context = new RequestContext(id, request, "", null);
        Optional<Status> status = studies.find(id).map(CaseStudy::status);
        if (status.filter(it -> it == Status.DRAFT || it == Status.SUBMITTED).isEmpty()) {
            return wasChanged(id, context);
        }
        try {
            studies.change(id, context, study -> study.publish(FACILITATOR, clock.instant()));
            return Settled.CHANGED;
        } catch (DomainException refusal) {
            return unlessMeanwhile(refusal);
        }
    }

    @Override
    public Settled discard(String id, String request) {
        RequestContext context = new RequestContext(id, request, "", null);
        Optional<Status> status = studies.find(id).map(CaseStudy::status);
        if (status.filter(Status.DRAFT::equals).isEmpty()) {
            return wasChanged(id, context);
        }
        try {
            studies.erase(id, context, CaseStudy::discardImported);
            return Settled.CHANGED;
        } catch (DomainException refusal) {
            return unlessMeanwhile(refusal);
        }
    }

    private Settled wasChanged(String id, RequestContext context) {
        return studies.isRepeat(id, context) ? Settled.CHANGED : Settled.UNCHANGED;
    }

    /** What somebody else did in this moment is theirs. */
    private static Settled unlessMeanwhile(DomainException refusal) {
        return switch (refusal.code()) {
            case "edited-since-import" -> Settled.EDITED;
            case "not-found", "not-a-draft", "not-submitted" -> Settled.UNCHANGED;
            default -> throw refusal;
        };
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

            throw unfit.getCause() instanceof DomainException refusal
                    ? DomainException.invalid(refusal.violations().stream()
                            .map(it -> it.under(pointer))
                            .toList())
                    : DomainException.invalid(pointer, "not-acceptable-value");
        }
    }

    @Override
    public boolean has(String id) {
        return studies.find(id).isPresent();
    }
}
