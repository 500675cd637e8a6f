package wales.rhannu.membership.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.membership.Membership;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** Members over HTTP. */
class MemberIT extends Membership {

    @Autowired
    private Members members;

    private static String bearer(String id, String... roles) {
        return TestTokens.member(id).roles(roles).bearer();
    }

    @Test
    void aMemberSeesChangesAndErasesThemselves() {
        String id = members.joined("hunan@conwy.gov.uk").orElseThrow().id();
        String me = bearer(id, "member");
        HttpResponse<String> before = get("/api/v1/members/me", "Authorization", me);
        assertThat(json(before).get("email").asString()).isEqualTo("hunan@conwy.gov.uk");
        String etag = before.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> changed = send(
                "PATCH",
                "/api/v1/members/me",
                Map.of("name", "Hunan", "skills", List.of("Excel"), "language", "cy"),
                "Authorization",
                me,
                "If-Match",
                etag);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).get("language").asString()).isEqualTo("cy");
        assertThat(send("PATCH", "/api/v1/members/me", Map.of("name", "x"), "Authorization", me, "If-Match", etag)
                        .statusCode())
                .isEqualTo(412);
        assertThat(send("PATCH", "/api/v1/members/me", Map.of("language", "fr"), "Authorization", me, "If-Match", "*")
                        .statusCode())
                .isEqualTo(422);

        assertThat(send("DELETE", "/api/v1/members/me", Map.of(), "Authorization", me)
                        .statusCode())
                .isEqualTo(204);
        assertThat(get("/api/v1/members/me", "Authorization", me).statusCode()).isIn(401, 404);
        TestTopics.awaitTombstone("membership.members.internal", id);
    }

    @Test
    void whatWasReadIsSentBackWithAChange() {
        String id = members.joined("darllen@conwy.gov.uk").orElseThrow().id();
        String me = bearer(id, "member");
        HttpResponse<String> read = get("/api/v1/members/me", "Authorization", me);
        ObjectNode whole = (ObjectNode) json(read);
        whole.put("name", "Darllen");
        HttpResponse<String> changed = send("PATCH", "/api/v1/members/me", whole, "Authorization", me, "If-Match", "*");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).get("name").asString()).isEqualTo("Darllen");

        whole.put("email", "arall@conwy.gov.uk").put("enw", "Darllen");
        HttpResponse<String> refused = send("PATCH", "/api/v1/members/me", whole, "Authorization", me, "If-Match", "*");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).get("errors"))
                .extracting(error -> error.get("pointer").asString() + " "
                        + error.get("code").asString())
                .containsExactlyInAnyOrder("/email read-only", "/enw unknown-member");
    }

    @Test
    void aChangeThatWasUnderWayBringsNobodyBack() {
        String id = members.joined("gadael@conwy.gov.uk").orElseThrow().id();
        Member.Profile profile = new Member.Profile("Gadael", Member.Language.CY, List.of(), null);

        assertThatThrownBy(() -> members.change(id, RequestContext.unconditional(), member -> {
                    // it has been read, and is written once this returns
                    members.change(id, RequestContext.unconditional(), Member::erase);
                    member.describe(profile);
                }))
                .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                        .isEqualTo(DomainException.Kind.NOT_FOUND));
        assertThat(members.find(id)).isEmpty();
        TestTopics.awaitTombstone("membership.members.internal", id);
        assertThat(TestTopics.read("membership.members.internal", id)).last().matches(ReceivedEvent::isTombstone);
    }

    @Test
    void theDirectoryShowsNoAddresses() {
        String id = members.joined("cyfeirlyfr@conwy.gov.uk").orElseThrow().id();
        send(
                "PATCH",
                "/api/v1/members/me",
                Map.of("name", "Cyfeirlyfr", "skills", List.of("Rare skill (C++)")),
                "Authorization",
                bearer(id, "member"),
                "If-Match",
                "*");
        HttpResponse<String> found =
                get("/api/v1/members?skill=" + encoded("rare skill (c++)"), "Authorization", bearer("other", "member"));
        assertThat(json(found).get("items").size()).isEqualTo(1);
        assertThat(found.body()).contains("Cyngor Bwrdeistref Sirol Conwy").doesNotContain("cyfeirlyfr@conwy.gov.uk");
        assertThat(get("/api/v1/members").statusCode()).isEqualTo(401);
    }

    @Test
    void theDirectoryFindsByTheBeginningsOfWordsInAnyOrder() {
        String id = members.joined("sian@conwy.gov.uk").orElseThrow().id();
        send(
                "PATCH",
                "/api/v1/members/me",
                Map.of("name", "Siân Dŵr", "skills", List.of("Service design"), "about", "Writes (plain) Welsh."),
                "Authorization",
                bearer(id, "member"),
                "If-Match",
                "*");
        assertThat(found("q=" + encoded("Siân"))).containsExactly("Siân Dŵr");
        assertThat(found("q=sian")).containsExactly("Siân Dŵr");
        assertThat(found("q=" + encoded("dwr SIAN"))).containsExactly("Siân Dŵr");
        assertThat(found("q=" + encoded("plain serv"))).containsExactly("Siân Dŵr");
        assertThat(found("q=" + encoded("serv") + "&skill=" + encoded("SERVICE DESIGN")))
                .containsExactly("Siân Dŵr");
        assertThat(found("q=" + encoded("sian nobody"))).isEmpty();
        assertThat(found("skill=service")).isEmpty();
        assertThat(found("q=" + encoded("(.*"))).isEmpty();
    }

    @Test
    void theDirectoryFindsThoseOfAnOrganisation() {
        String id = members.joined("penfro@pembrokeshire.gov.uk").orElseThrow().id();
        send(
                "PATCH",
                "/api/v1/members/me",
                Map.of("name", "Penfro", "skills", List.of("Ferries")),
                "Authorization",
                bearer(id, "member"),
                "If-Match",
                "*");
        String theirs = String.valueOf(members.find(id).orElseThrow().organisation());
        String others = String.valueOf(
                members.joined("arall@conwy.gov.uk").orElseThrow().organisation());
        assertThat(found("organisation=" + theirs)).contains("Penfro");
        assertThat(found("organisation=" + theirs + "&skill=ferries")).containsExactly("Penfro");
        assertThat(found("organisation=" + theirs + "&q=pen")).containsExactly("Penfro");
        assertThat(found("organisation=" + others + "&skill=ferries")).isEmpty();
        assertThat(found("organisation=none")).isEmpty();
    }

    private List<String> found(String query) {
        HttpResponse<String> found = get("/api/v1/members?" + query, "Authorization", bearer("other", "member"));
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        json(found).get("items").forEach(item -> names.add(item.get("name").asString()));
        return names;
    }

    @Test
    void rolesAndStandingAreForFacilitators() {
        String id = members.joined("rolau@conwy.gov.uk").orElseThrow().id();
        String facilitator = bearer("f", "facilitator");
        assertThat(send(
                                "PUT",
                                "/api/v1/members/" + id + "/roles",
                                Map.of("roles", List.of("operator")),
                                "Authorization",
                                bearer(id, "member"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(
                                "PUT",
                                "/api/v1/members/" + id + "/roles",
                                Map.of("roles", List.of("operator")),
                                "Authorization",
                                facilitator)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/api/v1/members/" + id + "/disablement", Map.of(), "Authorization", facilitator)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/members/me", "Authorization", bearer(id, "member"))
                        .statusCode())
                .as("a token of a disabled member")
                .isEqualTo(401);
        assertThat(send("POST", "/api/v1/members/" + id + "/disablement", Map.of(), "Authorization", facilitator)
                        .statusCode())
                .isEqualTo(409);
        assertThat(send("DELETE", "/api/v1/members/" + id + "/disablement", Map.of(), "Authorization", facilitator)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/members/me", "Authorization", bearer(id, "member"))
                        .statusCode())
                .isEqualTo(200);
        TestTopics.awaitEvent("membership.members.internal", "wales.rhannu.membership.member-enabled.v1", id);
    }

    @Test
    void demoPeopleAreThere() {
        assertThat(members.get(Ids.derived("demo-member", "author")).profile().name())
                .isEqualTo("Aled Author");
    }

    @Test
    void everythingPublishedIsAsTheContractSays() {
        assertThat(members.joined("contract@conwy.gov.uk")).isPresent();
        TestTopics.await("membership.members.internal", event -> String.valueOf(event.data())
                .contains("contract@conwy.gov.uk"));
        TestTopics.read("membership.members.internal").forEach(Contracts::assertValid);
    }
}
