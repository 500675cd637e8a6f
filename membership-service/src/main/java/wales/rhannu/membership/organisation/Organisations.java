package wales.rhannu.membership.organisation;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;
import wales.rhannu.starter.aggregate.Violation;

/** The organisations; some hundreds, so who looks for words in their names goes through all. */
@Repository
public class Organisations {

    private static final Logger log = LoggerFactory.getLogger(Organisations.class);
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}");

    private final Store<Organisation> store;

    Organisations(Stores stores) {
        store = stores.of(Organisation.class, "organisations")
                .publicTopic()
                .unique("code")
                .indexed("emailDomains")
                .build();
        seed();
    }

    /** The public bodies of Wales that there were when this was released; those that are there already stay as they are. */
    private void seed() {
        Set<String> there = Set.copyOf(store.ids(new Query()));
        try (Reader csv = new InputStreamReader(
                new ClassPathResource("organisations.csv").getInputStream(), StandardCharsets.UTF_8)) {
            int added = 0;
            for (CSVRecord row : CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(csv)) {
                String id = Organisation.idOf(row.get("code"));
                if (!there.contains(id)) {
                    store.add(new Organisation(id, details(row)), RequestContext.unconditional(id));
                    added++;
                }
            }
            if (added > 0) {
                log.info("{} organisations were listed at start", added);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Organisation.Details details(CSVRecord row) {
        return new Organisation.Details(
                row.get("code"),
                row.get("kind"),
                new Bilingual(row.get("name_cy"), row.get("name_en")),
                Arrays.stream(row.get("email_domains").split(" "))
                        .filter(domain -> !domain.isBlank())
                        .toList());
    }

    public Optional<Organisation> find(String id) {
        return store.find(id);
    }

    /**
     * Those whose people have addresses at a domain: none, one, or several that share it.
     *
     * @param domain in its ASCII form
     */
    public List<Organisation> withDomain(String domain) {
        return store.find(new Query(Criteria.where("state.emailDomains").is(domain)));
    }

    /**
     * What is found.
     *
     * @param behind by code, behind the one that was asked for
     * @param counts how many of each kind are found, whichever kind is asked for, and whatever page
     */
    record Found(List<Organisation> behind, Map<String, Long> counts) {}

    /**
     * Looks through all.
     *
     * @param q part of a name in either language, or of the code, whatever the accents and case
     * @throws DomainException invalid, where the kind is none that there is
     */
    Found search(@Nullable String q, @Nullable String kind, @Nullable String afterCode) {
        String sought = q == null ? "" : folded(q);
        List<Organisation> behind = new ArrayList<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        Stream.of(OrganisationKind.values()).forEach(each -> counts.put(each.text(), 0L));
        store.each(new Query(), organisation -> {
            counts.putIfAbsent(organisation.kind(), 0L);
            String told = folded(organisation.code() + " " + organisation.name().cy() + " "
                    + organisation.name().en());
            if (!told.contains(sought)) {
                return;
            }
            counts.merge(organisation.kind(), 1L, Long::sum);
            if ((kind == null || organisation.kind().equals(kind))
                    && (afterCode == null || organisation.code().compareTo(afterCode) > 0)) {
                behind.add(organisation);
            }
        });
        if (kind != null && !counts.containsKey(kind)) {
            throw DomainException.invalid(List.of(Violation.of("kind", "organisation-kind-unknown")));
        }
        behind.sort(Comparator.comparing(Organisation::code));
        return new Found(behind, counts);
    }

    private static String folded(String text) {
        return ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    Organisation list(Organisation.Details details, RequestContext context) {
        // the code decides the id, so two who list the same body at once make one of it
        return store.add(new Organisation(Organisation.idOf(details.code()), details), context);
    }

    Organisation change(String id, RequestContext context, java.util.function.Consumer<Organisation> change) {
        return store.change(id, context, change);
    }

    Organisation get(String id) {
        return store.get(id);
    }
}
