package wales.rhannu.membership.signin;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.session.Session;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** Members list and end their sessions; facilitators end those of others. */
@RestController
@RequestMapping("/api/v1/members")
class SessionController {

    /**
     * One's own.
     *
     * @param browser a short name, where it is known
     * @param usedAt when a token was given last, which is at most a token's life before the last request
     * @param endsAt when it ends however much it is used
     * @param current whether this request is made in it
     */
    record View(
            String id, @Nullable String browser, Instant begunAt, Instant usedAt, Instant endsAt, boolean current) {}

    private final Sessions sessions;
    private final MemberAccess access;
    private final Members members;

    SessionController(Sessions sessions, MemberAccess access, Members members) {
        this.sessions = sessions;
        this.access = access;
        this.members = members;
    }

    @GetMapping("/me/sessions")
    @Operation(operationId = "listMySessions", summary = "List where the caller is signed in")
    Page<View> list(Paging paging, Caller caller) {
        List<Session> found = sessions.ofMember(caller.id(), paging.after(), paging.limit() + 1);
        List<Session> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(page.stream().map(each -> view(each, caller)).toList(), next);
    }

    private static View view(Session session, Caller caller) {
        return new View(
                session.id(),
                session.browser(),
                session.begunAt(),
                session.usedAt(),
                session.endsAt(),
                session.id().equals(caller.session()));
    }

    /** Ends all others: whoever makes this request stays signed in. */
    @DeleteMapping("/me/sessions")
    @Operation(operationId = "endMyOtherSessions")
    ResponseEntity<Void> endOthers(Caller caller) {
        access.end(sessions.allOf(caller.id()).stream()
                .filter(each -> !each.id().equals(caller.session()))
                .toList());
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/me/sessions/{session}")
    @Operation(operationId = "endMySession")
    ResponseEntity<Void> end(@PathVariable String session, Caller caller) {
        Session own = sessions.find(session)
                .filter(each -> each.member().equals(caller.id()))
                .orElseThrow(DomainException::notFound);
        access.end(List.of(own));
        return ResponseEntity.noContent().build();
    }

    /** Ends all of a member's; they may sign in again. */
    @DeleteMapping("/{id}/sessions")
    @Operation(operationId = "endMemberSessions")
    ResponseEntity<Void> endAll(@PathVariable String id, Caller caller) {
        caller.mustHave("facilitator");
        access.endSessionsOf(members.get(id).id());
        return ResponseEntity.noContent().build();
    }
}
