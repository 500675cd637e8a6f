package wales.rhannu.membership.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** One mailbox is one member, whatever the address that is typed. */
class MailboxIT extends Membership {

    private static final int AT_ONCE = 6;
    private static final int ROUNDS = 10;

    @Autowired
    private Members members;

    @Autowired
    private Mailboxes mailboxes;

    @Autowired
    private MongoTemplate mongo;

    private static String unique() {
        return "blwch" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String facilitator() {
        return TestTokens.member("f").roles("facilitator").bearer();
    }

    @Test
    void allAddressesOfAMailboxAreOneMember() {
        String local = unique();
        Member first = members.joined(local + "+rhannu@conwy.gov.uk").orElseThrow();
        assertThat(first.email()).as("where mail goes").isEqualTo(local + "+rhannu@conwy.gov.uk");
        for (String address : List.of(local + "@conwy.gov.uk", local + "+2@conwy.gov.uk")) {
            assertThat(members.joined(address).orElseThrow().id()).isEqualTo(first.id());
            assertThat(members.withEmail(address).orElseThrow().id()).isEqualTo(first.id());
        }
        assertThat(members.joined(local + "@swansea.gov.uk").orElseThrow().id()).isNotEqualTo(first.id());
    }

    @Test
    void ofManyWhoJoinAtOnceWithAddressesOfAMailboxOneMemberIsMade() throws Exception {
        ExecutorService joining = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String local = unique();
                CyclicBarrier together = new CyclicBarrier(AT_ONCE);
                List<Future<String>> pending = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    String address = local + (i == 0 ? "" : "+" + i) + "@conwy.gov.uk";
                    pending.add(joining.submit(() -> {
                        together.await();
                        return members.joined(address).orElseThrow().id();
                    }));
                }
                Set<String> ids = new HashSet<>();
                for (Future<String> each : pending) {
                    ids.add(each.get());
                }
                assertThat(ids).as("round %d", round).hasSize(1);
            }
        } finally {
            joining.shutdownNow();
        }
    }

    @Test
    void whoeverTheVersionBeforeStoredIsFoundBeforeAndAfterTheSweep() {
        String local = unique();
        String id = storedByTheVersionBefore(local + "+before@conwy.gov.uk");
        assertThat(members.withEmail(local + "@conwy.gov.uk").orElseThrow().id())
                .isEqualTo(id);
        assertThat(members.joined(local + "+now@conwy.gov.uk").orElseThrow().id())
                .isEqualTo(id);
        assertThat(members.mailboxesOf(id)).hasSize(1);

        String other = unique();
        String swept = storedByTheVersionBefore(other + "@conwy.gov.uk");
        members.completeMailboxes(() -> {});
        members.completeMailboxes(() -> {});
        assertThat(members.mailboxesOf(swept))
                .containsExactly(Mailbox.of(other + "@conwy.gov.uk").key());
        assertThat(members.joined(other + "+now@conwy.gov.uk").orElseThrow().id())
                .isEqualTo(swept);
    }

    @Test
    void whoIsTwoMembersIsListedForFacilitatorsAndStaysTwo() {
        String local = unique();
        String plain = storedByTheVersionBefore(local + "@conwy.gov.uk");
        String detailed = storedByTheVersionBefore(local + "+2@conwy.gov.uk");
        String another = unique();
        storedByTheVersionBefore(another + "+1@conwy.gov.uk");
        storedByTheVersionBefore(another + "+2@conwy.gov.uk");
        members.completeMailboxes(() -> {});

        assertThat(listed()).contains(Set.of(plain, detailed)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(members.joined(local + "+2@conwy.gov.uk").orElseThrow().id())
                .as("each signs in with their own address")
                .isEqualTo(detailed);
        assertThat(members.joined(local + "+3@conwy.gov.uk").orElseThrow().id())
                .as("another address is the plain one's")
                .isEqualTo(plain);
        assertThat(get(
                                "/api/v1/members/duplicates",
                                "Authorization",
                                TestTokens.member(plain).roles("member").bearer())
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/api/v1/members/duplicates").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/openapi/membership").body()).contains("/api/v1/members/duplicates");

        send(
                "DELETE",
                "/api/v1/members/me",
                Map.of(),
                "Authorization",
                TestTokens.member(plain).roles("member").bearer());
        assertThat(listed()).as("one of them left").noneMatch(pair -> pair.contains(detailed));
        TestTopics.awaitTombstone("membership.members.internal", plain);
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(members.mailboxesOf(plain)).isEmpty());
        assertThat(members.joined(local + "@conwy.gov.uk").orElseThrow().id()).isEqualTo(detailed);
    }

    /** The pairs, page by page. */
    private List<Set<String>> listed() {
        List<Set<String>> pairs = new ArrayList<>();
        String after = null;
        do {
            HttpResponse<String> page = get(
                    "/api/v1/members/duplicates?limit=1" + (after == null ? "" : "&after=" + after),
                    "Authorization",
                    facilitator());
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            for (JsonNode item : json(page).get("items")) {
                Set<String> ids = new HashSet<>();
                item.get("members").forEach(member -> ids.add(member.get("id").asString()));
                pairs.add(ids);
            }
            after = text(json(page).get("next"));
        } while (after != null);
        return pairs;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isNull() ? null : node.asString();
    }

    @Test
    void aClaimWhoseMemberWasNeverStoredKeepsNobodyOut() {
        String address = unique() + "@conwy.gov.uk";
        String key = Mailbox.of(address).key();
        String claimed = UUID.randomUUID().toString();
        mailboxes.claim(key, claimed);
        assertThat(members.withEmail(address)).isEmpty();
        assertThat(members.joined(address).orElseThrow().id()).isEqualTo(claimed);
        assertThat(unconfirmed(key)).isFalse();

        String never = Mailbox.of(unique() + "@conwy.gov.uk").key();
        mailboxes.claim(never, claimed);
        assertThat(unconfirmed(never)).isTrue();
        mongo.execute(
                Mailboxes.COLLECTION,
                c -> c.updateOne(
                        new Document("_id", never),
                        new Document("$set", new Document("unconfirmed", new java.util.Date(0)))));
        members.completeMailboxes(() -> {});
        assertThat(mailboxes.membersOf(never)).isEmpty();
    }

    private boolean unconfirmed(String key) {
        Document claim = mongo.execute(
                Mailboxes.COLLECTION, c -> c.find(new Document("_id", key)).first());
        return claim != null && claim.containsKey("unconfirmed");
    }

    @Test
    void anOrganisationsDomainIsOneInBothItsForms() {
        String domain = "tŷ-" + unique() + ".example";
        HttpResponse<String> listed = send(
                "POST",
                "/api/v1/organisations",
                Map.of(
                        "code", unique(),
                        "kind", "charity",
                        "name", Map.of("cy", "Tŷ", "en", "House"),
                        "emailDomains", List.of(domain)),
                "Authorization",
                facilitator());
        assertThat(listed.statusCode()).as(listed.body()).isEqualTo(201);
        String ascii = json(listed).get("emailDomains").get(0).asString();
        assertThat(ascii).startsWith("xn--");

        String typed = Members.address("Mair@" + domain).orElseThrow();
        assertThat(typed).isEqualTo("mair@" + ascii);
        Member member = members.joined(typed).orElseThrow();
        assertThat(member.organisation())
                .isEqualTo(Organisation.idOf(json(listed).get("code").asString()));
        assertThat(members.withEmail("mair+2@" + domain).orElseThrow().id()).isEqualTo(member.id());
        assertThat(members.mayJoin("arall@" + domain)).isTrue();
    }

    @Test
    void aFirstFacilitatorIsOneWhateverTheDetail() {
        assertThat(members.joined("first+rhannu@cdps.example").orElseThrow().roles())
                .contains("facilitator");
    }

    /** A member of which nothing is known but what the version before wrote. */
    private String storedByTheVersionBefore(String address) {
        String id = members.joined(unique() + "@conwy.gov.uk").orElseThrow().id();
        members.forgetMailboxesOf(id);
        mongo.execute(
                "members",
                c -> c.updateOne(new Document("_id", id), new Document("$set", new Document("state.email", address))));
        return id;
    }
}
