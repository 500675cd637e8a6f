package wales.rhannu.casestudy.membership;

import java.util.Optional;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;

/** The read model of organisations: their names. */
@Component
public class Organisations {

    /** An organisation with the members that this service uses; membership-service may add others. */
    record Organisation(Bilingual name) {}

    private final ReadModel<Organisation> organisations;

    Organisations(ReadModels models) {
        organisations = models.of("membership.organisations", Organisation.class);
    }

    /** Empty while membership-service has not published it. */
    public Optional<Bilingual> nameOf(String id) {
        return organisations.find(id).map(Organisation::name);
    }

    ReadModel<Organisation> model() {
        return organisations;
    }
}
