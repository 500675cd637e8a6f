package wales.rhannu.testplatform;

import java.util.UUID;
import wales.rhannu.testplatform.Api.Answer;

/** Somebody who writes up case studies, and the facilitator who publishes them. */
public final class Author {

    public static final String STUDIES = "/api/v1/case-studies";

    private final Api author;
    private final Api facilitator;

    public Author(Api author, Api facilitator) {
        this.author = author;
        this.facilitator = facilitator;
    }

    /** The content of a case study that is complete enough to be published. */
    public static String study(String title) {
        return """
                {
                  "kind": "automation", "stage": "live", "outcome": "success",
                  "title": {"cy": "%1$s", "en": "%1$s"},
                  "summary": {"cy": "Anfonebau heb aildeipio.", "en": "Invoices without retyping."},
                  "problem": {"cy": "Roedd pob anfoneb yn cael ei theipio ddwywaith.", "en": "Every invoice was typed twice."},
                  "lessons": [{"kind": "worked", "text": {"cy": "Dechrau'n fach.", "en": "Start small."}}],
                  "technologies": ["Power Automate"],
                  "disclosure": {"audience": "public"}
                }
                """
                .formatted(title);
    }

    /** Writes a draft; the same key gives the same draft. */
    public Answer draft(String title, UUID key) {
        return author.post(STUDIES, study(title), "Idempotency-Key", key.toString());
    }

    public Answer retitle(String id, String title, String etag) {
        return author.patch(
                STUDIES + "/" + id, "{\"title\":{\"cy\":\"%1$s\",\"en\":\"%1$s\"}}".formatted(title), "If-Match", etag);
    }

    public Answer submit(String id) {
        return author.post(STUDIES + "/" + id + "/submission");
    }

    public Answer publish(String id) {
        return facilitator.post(STUDIES + "/" + id + "/publication");
    }

    public Answer read(String id) {
        return author.get(STUDIES + "/" + id);
    }

    /** A published case study's id. */
    public String published(String title) {
        String id =
                draft(title, UUID.randomUUID()).mustSucceed().json().path("id").asString("");
        submit(id).mustSucceed();
        publish(id).mustSucceed();
        return id;
    }

    /** Changes the title of the current version of a case study; returns the time of the answer. */
    public Answer retitle(String id, String title) {
        return retitle(id, title, read(id).mustSucceed().header("ETag"));
    }
}
