package wales.rhannu.casestudy.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.membership.Organisations;
import wales.rhannu.casestudy.study.StudyState.Organisation;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The case studies. */
@Repository
public class CaseStudies {

    private static final Logger log = LoggerFactory.getLogger(CaseStudies.class);

    /** Called after every write of this instance. */
    public interface Listener {

        /**
         * A case study is like this now.
         *
         * @param state null when it was erased
         */
        void written(String id, long sequence, @Nullable StudyState state);
    }

    private final Store<CaseStudy> store;
    private final Organisations organisations;
    private final JsonMapper json;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    CaseStudies(Stores stores, Organisations organisations, JsonMapper json) {
        this.store = stores.of(CaseStudy.class, "case-studies")
                .publicTopic()
                .extract(
                        "anonymous-authors",
                        "wales.rhannu.casestudy.anonymous-author-changed.v1",
                        CaseStudy::anonymousAuthor)
                .holdsPeople()
                .indexed("embargoEnds", "author", "organisation.id")
                .build();
        this.organisations = organisations;
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    public void tell(Listener listener) {
        listeners.add(listener);
    }

    CaseStudy add(CaseStudy study, RequestContext context) {
        CaseStudy added = store.add(study, context);
        told(added, added.state());
        return named(added);
    }

    /** Whoever follows the organisations missed it if a name came after it was read here and before this was stored. */
    private CaseStudy named(CaseStudy study) {
        Organisation organisation = study.state().organisation();
        if (organisation == null) {
            return study;
        }
        return organisations
                .nameOf(organisation.id())
                .filter(name -> !name.equals(organisation.name()))
                .map(name -> change(study.id(), RequestContext.unconditional(), it -> it.nameOrganisation(name)))
                .orElse(study);
    }

    CaseStudy change(String id, RequestContext context, Consumer<CaseStudy> change) {
        CaseStudy changed = store.change(id, context, change);
        told(changed, changed.state());
        return changed;
    }

    /** Changes one in a way that erases it. */
    void erase(String id, RequestContext context, Consumer<CaseStudy> change) {
        erased(store.change(id, context, change));
    }

    /** Whether a request was carried out on one before. */
    boolean isRepeat(String id, RequestContext context) {
        return store.isRepeat(id, context);
    }

    private void erased(CaseStudy study) {
        told(study, null);
    }

    private void told(CaseStudy study, @Nullable StudyState state) {
        for (Listener listener : listeners) {
            try {
                listener.written(study.id(), study.sequence(), state);
            } catch (RuntimeException e) {
                // it is stored and will be published, whoever else could not take it
                log.error("A listener failed on {}", study.id(), e);
            }
        }
    }

    CaseStudy get(String id) {
        return store.get(id);
    }

    Optional<CaseStudy> find(String id) {
        return store.find(id);
    }

    /**
     * Reads all there are, one after the other, without the values that their sources had: these are most of an imported
     * one, and no reader sees them. One that cannot be read is passed over, and the log names it. Those whose anonymous author a
     * version of the service did not publish that knew of none are published then.
     */
    public void each(Listener reader) {
        Query all = new Query();
        all.fields().exclude("state.content.source.raw");
        List<String> anonymous = new ArrayList<>();
        store.each(
                all,
                study -> {
                    reader.written(study.id(), study.sequence(), study.state());
                    if (study.anonymousAuthor() != null) {
                        anonymous.add(study.id());
                    }
                },
                (id, why) -> log.error("Case study {} cannot be read", id, why));
        anonymous.forEach(store::completeExtract);
    }

    /** What the internal topic says of one. */
    public StudyState read(JsonNode state) {
        return json.treeToValue(state, StudyState.class);
    }

    /** Those whose embargo has ended by then, and was not lifted. */
    List<String> embargoedUntil(Instant then) {
        return store.ids(new Query(Criteria.where("state.embargoEnds").lte(then.toEpochMilli())));
    }

    void liftEmbargo(String embargoed, Instant now) {
        change(embargoed, RequestContext.unconditional(), study -> study.liftEmbargo(now));
    }

    List<String> ofOrganisation(String id) {
        return store.ids(new Query(Criteria.where("state.organisation.id").is(id)));
    }

    /** Removes a member from the case studies that they wrote. */
    void forget(String member) {
        for (String study : store.ids(new Query(Criteria.where("state.author").is(member)))) {
            CaseStudy after = store.change(study, RequestContext.unconditional(), it -> it.forget(member));
            told(after, store.find(after.id()).map(CaseStudy::state).orElse(null));
        }
    }
}
