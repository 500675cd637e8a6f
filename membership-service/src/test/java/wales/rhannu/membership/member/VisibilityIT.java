package wales.rhannu.membership.member;

import static wales.rhannu.starter.test.Callers.Kind.AUTHOR;
import static wales.rhannu.starter.test.Callers.Kind.FACILITATOR;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.test.Callers;
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.VisibilityCheck;

class VisibilityIT extends Membership {

    private static final String MEMBER = "/api/v1/members/{id}";
    private static final Set<Callers.Kind> FACILITATORS = Set.of(FACILITATOR);

    @Autowired
    private ApplicationContext service;

    @Autowired
    private Members members;

    @Autowired
    private Sessions sessions;

    @Test
    void whoMayNotSeeSomethingIsAnsweredAsIfItDidNotExist() {
        VisibilityCheck.of(service)
                .hiddenAmong(Callers.Kind.MEMBERS, "a disabled member", MEMBER, FACILITATORS, this::disabled)
                .reserved("the roles of a disabled member", MEMBER + "/roles", FACILITATORS, this::disabled)
                .reserved("a disabled member's disablement", MEMBER + "/disablement", FACILITATORS, this::disabled)
                .reserved("a disabled member's sessions", MEMBER + "/sessions", FACILITATORS, this::disabled)
                .hidden("another's session", "/api/v1/members/me/sessions/{id}", Set.of(AUTHOR), this::session)
                .reserved("a program", "/api/v1/clients/{id}", FACILITATORS, this::program)
                .hasNothingHidden("/api/v1/organisations/{id}", "Everybody may read every organisation.")
                .body("PUT " + MEMBER + "/roles", "{\"roles\": []}")
                .run();
    }

    private List<String> disabled(Callers callers) {
        String id = members.joined(UUID.randomUUID() + "@conwy.gov.uk")
                .orElseThrow()
                .id();
        members.change(id, RequestContext.unconditional(), Member::disable);
        return List.of(id);
    }

    private List<String> session(Callers callers) {
        String id = UUID.randomUUID().toString();
        sessions.begin(id, callers.id(AUTHOR), null, "a-browser-" + id);
        return List.of(id);
    }

    private List<String> program(Callers callers) {
        String registered = new TestApi(port)
                .post("/clients", callers.facilitator(), "{\"name\": \"A program\"}")
                .must(201)
                .text("clientId");
        return List.of(registered);
    }
}
