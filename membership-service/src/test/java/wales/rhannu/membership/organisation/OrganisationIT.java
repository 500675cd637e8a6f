package wales.rhannu.membership.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import wales.rhannu.membership.Membership;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** Organisations over HTTP. */
class OrganisationIT extends Membership {

    private static final String FACILITATOR =
            TestTokens.member("f").roles("facilitator").bearer();

    @Autowired
    MongoTemplate mongo;

    @Test
    void anyoneFindsTheSeedByEitherNameWithoutAccents() {
        assertThat(json(get("/api/v1/organisations?q=ynys+mon"))
                        .get("items")
                        .get(0)
                        .get("code")
                        .asString())
                .isEqualTo("W06000001");
        assertThat(json(get("/api/v1/organisations?q=Anglesey")).get("items").size())
                .isEqualTo(1);
        assertThat(json(get("/api/v1/organisations?kind=health-board&limit=100"))
                        .get("items")
                        .size())
                .isEqualTo(7);
        var counts =
                json(get("/api/v1/organisations?q=wales&kind=health-board")).get("counts");
        assertThat(counts.get("nhs-trust").asInt()).isPositive();
        assertThat(counts.get("police").asInt()).isZero();
        assertThat(json(get("/api/v1/organisations?q=ynys+mon"))
                        .get("counts")
                        .valueStream()
                        .mapToInt(it -> it.asInt()))
                .containsOnlyOnce(1)
                .contains(0);
    }

    @Test
    void aKindIsOneOfThoseThatThereAre() {
        for (String language : List.of("cy", "en")) {
            HttpResponse<String> refused = send(
                    "POST",
                    "/api/v1/organisations",
                    Map.of("code", "KIND-1", "kind", "council", "name", Map.of("cy", "A", "en", "A")),
                    "Authorization",
                    FACILITATOR,
                    "Accept-Language",
                    language);
            assertThat(refused.statusCode()).isEqualTo(422);
            var error = json(refused).get("errors").get(0);
            assertThat(error.get("pointer").asString()).isEqualTo("/kind");
            assertThat(error.get("code").asString()).isEqualTo("organisation-kind-unknown");
            assertThat(error.get("detail").asString())
                    .startsWith(language.equals("cy") ? "Nid yw hwn" : "This is none")
                    .endsWith(": "
                            + Stream.of(OrganisationKind.values())
                                    .map(OrganisationKind::text)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        assertThat(get("/api/v1/organisations?kind=council").statusCode()).isEqualTo(422);
        assertThat(get("/api/v1/organisations?kind=police").statusCode()).isEqualTo(200);
    }

    @Test
    void oneOfAnEarlierKindIsFoundByItAndKeepsItUntilItIsChanged() {
        String id = json(send(
                        "POST",
                        "/api/v1/organisations",
                        Map.of("code", "KIND-2", "kind", "other-public-body", "name", Map.of("cy", "A", "en", "A")),
                        "Authorization",
                        FACILITATOR))
                .get("id")
                .asString();
        mongo.updateFirst(
                new Query(Criteria.where("_id").is(id)),
                Update.update("state.kind", "port-authority"),
                "organisations");

        var found = json(get("/api/v1/organisations?kind=port-authority"));
        assertThat(found.get("items").get(0).get("id").asString()).isEqualTo(id);
        assertThat(found.get("counts").get("port-authority").asInt()).isEqualTo(1);
        HttpResponse<String> renamed = change(id, Map.of("name", Map.of("en", "B")));
        assertThat(json(renamed).get("kind").asString()).isEqualTo("port-authority");
        assertThat(change(id, Map.of("kind", "port")).statusCode()).isEqualTo(422);
        assertThat(change(id, Map.of("kind", "other-public-body")).statusCode()).isEqualTo(200);
        assertThat(change(id, Map.of("kind", "port-authority")).statusCode()).isEqualTo(422);
    }

    private HttpResponse<String> change(String id, Map<String, Object> patch) {
        return send("PATCH", "/api/v1/organisations/" + id, patch, "Authorization", FACILITATOR, "If-Match", "*");
    }

    @Test
    void pagesHoldEachOnce() {
        java.util.Set<String> codes = new java.util.TreeSet<>();
        String after = "";
        int items = 0;
        while (true) {
            HttpResponse<String> page = get("/api/v1/organisations?limit=7" + after);
            for (var item : json(page).get("items")) {
                codes.add(item.get("code").asString());
                items++;
            }
            if (json(page).get("next").isNull()) {
                break;
            }
            after = "&after=" + json(page).get("next").asString();
        }
        assertThat(codes).hasSizeGreaterThanOrEqualTo(38).hasSize(items);
    }

    @Test
    void whatIsMissingInABodyIsNamed() {
        Map<String, String> missing = new java.util.LinkedHashMap<>();
        missing.put("POST /api/v1/organisations {}", "/code,/kind,/name/cy,/name/en");
        missing.put(
                "POST /api/v1/organisations {\"code\": \"NULL-1\", \"kind\": \"charity\", \"name\": {\"cy\": \"A\", \"en\": \"A\"},"
                        + " \"emailDomains\": [null]}",
                "/emailDomains/0");
        missing.put("POST /api/v1/clients {}", "/name");
        missing.put("POST /api/v1/clients {\"name\": \"n\", \"roles\": [null]}", "/roles");
        String member = "/api/v1/members/"
                + json(get("/api/v1/members?limit=1", "Authorization", FACILITATOR))
                        .at("/items/0/id")
                        .asString();
        missing.put("PUT " + member + "/roles {}", "/roles");
        missing.put("PUT " + member + "/roles {\"roles\": [null]}", "/roles");
        missing.forEach((request, pointers) -> {
            String[] parts = request.split(" ", 3);
            HttpResponse<String> answer =
                    send(parts[0], parts[1], JSON.readTree(parts[2]), "Authorization", FACILITATOR);
            assertThat(answer.statusCode()).as(request + " " + answer.body()).isEqualTo(422);
            assertThat(json(answer).get("errors").valueStream().map(error -> error.get("pointer")
                            .asString()))
                    .as(request)
                    .containsExactly(pointers.split(","));
        });
    }

    @Test
    void aFacilitatorListsAndChangesOneAndItIsPublished() {
        Map<String, Object> body = Map.of(
                "code",
                "TEST-1",
                "kind",
                "sponsored-body",
                "name",
                Map.of("cy", "Corff Prawf", "en", "Test Body"),
                "emailDomains",
                List.of("Prawf.cymru"));
        assertThat(send("POST", "/api/v1/organisations", body).statusCode()).isEqualTo(401);
        HttpResponse<String> created =
                send("POST", "/api/v1/organisations", body, "Authorization", FACILITATOR, "Idempotency-Key", "k1");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        HttpResponse<String> repeated =
                send("POST", "/api/v1/organisations", body, "Authorization", FACILITATOR, "Idempotency-Key", "k1");
        assertThat(repeated.statusCode()).isEqualTo(201);
        assertThat(repeated.body()).isEqualTo(created.body());
        assertThat(send("POST", "/api/v1/organisations", body, "Authorization", FACILITATOR)
                        .statusCode())
                .isEqualTo(409);

        String id = json(created).get("id").asString();
        HttpResponse<String> changed = send(
                "PATCH",
                "/api/v1/organisations/" + id,
                Map.of("name", Map.of("en", "Test Body for Wales")),
                "Authorization",
                FACILITATOR,
                "If-Match",
                created.headers().firstValue("ETag").orElseThrow());
        assertThat(json(changed).get("name").get("en").asString()).isEqualTo("Test Body for Wales");
        assertThat(json(changed).get("name").get("cy").asString()).isEqualTo("Corff Prawf");
        ReceivedEvent event = TestTopics.awaitEvent(
                "membership.organisations", "wales.rhannu.membership.organisation-changed.v1", id);
        assertThat(String.valueOf(event.data())).contains("prawf.cymru");
    }

    @Test
    void anybodysDomainAndNonsenseAreRefusedWithPointers() {
        HttpResponse<String> refused = send(
                "POST",
                "/api/v1/organisations",
                Map.of(
                        "code",
                        "x",
                        "kind",
                        "Kind!",
                        "name",
                        Map.of("cy", "", "en", "E"),
                        "emailDomains",
                        List.of("gmail.com", "no domain")),
                "Authorization",
                FACILITATOR);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("/code", "/kind", "/name/cy", "/emailDomains/0", "/emailDomains/1");
    }

    @Test
    void everythingPublishedIsAsTheContractSays() {
        TestTopics.awaitEvent(
                "membership.organisations",
                "wales.rhannu.membership.organisation-listed.v1",
                Organisation.idOf("W06000001"));
        TestTopics.read("membership.organisations").forEach(Contracts::assertValid);
        TestTopics.read("membership.organisations.internal").forEach(Contracts::assertValid);
    }
}
