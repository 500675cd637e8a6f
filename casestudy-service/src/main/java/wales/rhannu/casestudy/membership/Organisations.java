package wales.rhannu.casestudy.membership;

import java.util.Optional;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;

/** What we know of the organisations: their names. */
@Component
public class Organisations {

    /** Our view of an organisation: only what we use, so membership may add fields freely. */
    record Organisation(Bilingual name) {}

    private final ReadModel<Organisation> organisations;

    Organisations(ReadModels models) {
        organisations = models.of("membership.organisations", Organisation.class);
    }

    /** Empty while membership has not told us. */
    public Optional<Bilingual> nameOf(String id) {
        return organisations.find(id).map(Organisation::name);
    }

    ReadModel<Organisation> model() {
        return organisations;
    }
}
