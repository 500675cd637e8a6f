package wales.rhannu.feedback.membership;

import java.util.Optional;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;

/** The read model of organisations: their kinds. */
@Component
public class Organisations {

    /** Our view of an organisation: only what we use, so membership may add fields freely. */
    record Organisation(String kind) {}

    private final ReadModel<Organisation> organisations;

    Organisations(ReadModels models) {
        organisations = models.of("membership.organisations", Organisation.class);
    }

    /** As {@code local-authority}; empty while membership has not told us. */
    public Optional<String> kindOf(String id) {
        return organisations.find(id).map(Organisation::kind);
    }

    ReadModel<Organisation> model() {
        return organisations;
    }
}
