package wales.rhannu.casestudy.study;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.membership.Organisations;
import wales.rhannu.casestudy.study.StudyState.Organisation;
import wales.rhannu.casestudy.study.StudyState.Status;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Demo case studies, created once; later changes by people stay. */
@Component
@ConditionalOnProperty("rhannu.demo")
class DemoStudies implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DemoStudies.class);
    private static final StudyCaller FACILITATOR = new StudyCaller(null, null, Set.of("facilitator"));

    /**
     * One of them.
     *
     * @param organisation the code of the body whose it is
     * @param author the sign-in name of the demo person who wrote it
     */
    record Demo(String name, String organisation, @Nullable String author, StudyContent content) {}

    private final CaseStudies studies;
    private final Organisations organisations;
    private final JsonMapper json;
    private final Clock clock;

    DemoStudies(CaseStudies studies, Organisations organisations, JsonMapper json, Clock clock) {
        this.studies = studies;
        this.organisations = organisations;
        this.json = json;
        this.clock = clock;
    }

    static List<Demo> all(JsonMapper json) throws IOException {
        try (InputStream file = new ClassPathResource("demo/case-studies.json").getInputStream()) {
            return json.readValue(file, new TypeReference<List<Demo>>() {});
        }
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        List<Demo> all = all(json);
        for (int i = 0; i < all.size(); i++) {
            try {
                // an hour apart, so that newest first is an order
                show(all.get(i), clock.instant().minus(Duration.ofHours(all.size() - i)));
            } catch (DomainException refusal) {
                log.info("The demo's {} is not added: {}", all.get(i).name(), refusal.getMessage());
            }
        }
    }

    private void show(Demo demo, Instant at) {
        String id = Ids.derived("demo-case-study", demo.name());
        String organisation = Ids.derived("organisation", demo.organisation());
        String author = demo.author() == null ? null : Ids.derived("demo-member", demo.author());
        CaseStudy study = studies.add(
                CaseStudy.draft(
                        id,
                        demo.content(),
                        new Organisation(
                                organisation, organisations.nameOf(organisation).orElse(null)),
                        author,
                        at),
                RequestContext.unconditional(id));
        if (study.status() == Status.DRAFT) {
            StudyCaller by =
                    author == null ? FACILITATOR : new StudyCaller(author, organisation, Set.of("facilitator"));
            studies.change(id, RequestContext.unconditional(), it -> it.publish(by, at));
        }
    }
}
