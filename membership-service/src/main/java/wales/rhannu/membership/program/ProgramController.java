package wales.rhannu.membership.program;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.membership.organisation.Organisations;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Violations;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** Facilitators register the programs of members' organisations. */
@RestController
@RequestMapping("/api/v1/clients")
class ProgramController {

    private static final Set<String> ROLES = Set.of("partner", "member", "operator", "facilitator");
    private static final int LONGEST_NAME = 100;

    record Registration(@Nullable String name, @Nullable String organisation, @Nullable List<@Nullable String> roles) {

        /** One that is missing is none of those that there are. */
        Set<String> wanted() {
            return roles == null
                    ? Set.of("partner")
                    : roles.stream()
                            .map(role -> Objects.requireNonNullElse(role, ""))
                            .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    record View(
            String clientId,
            String name,
            @Nullable String organisation,
            Set<String> roles,
            Instant createdAt,
            @Nullable String createdBy) {

        static View of(Program program) {
            return new View(
                    program.id(),
                    program.name(),
                    program.organisation(),
                    program.roles(),
                    program.createdAt(),
                    program.createdBy());
        }
    }

    /** With the secret, which is not kept and not shown again. */
    record Registered(
            String clientId, String clientSecret, String name, @Nullable String organisation, Set<String> roles) {}

    private final Programs programs;
    private final Organisations organisations;
    private final PasswordEncoder encoder;
    private final Clock clock;

    ProgramController(Programs programs, Organisations organisations, PasswordEncoder encoder, Clock clock) {
        this.programs = programs;
        this.organisations = organisations;
        this.encoder = encoder;
        this.clock = clock;
    }

    @GetMapping
    Page<View> list(Paging paging, Caller caller) {
        caller.mustHave("facilitator");
        List<Program> found = programs.after(paging.after(), paging.limit() + 1);
        List<Program> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(page.stream().map(View::of).toList(), next);
    }

    @PostMapping
    ResponseEntity<Registered> register(@RequestBody Registration registration, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        Set<String> roles = registration.wanted();
        mustBeValid(registration, roles);
        String secret = secret();
        Program program = new Program(
                context.newId(),
                String.valueOf(registration.name()).strip(),
                registration.organisation(),
                roles,
                String.valueOf(encoder.encode(secret)),
                clock.instant(),
                caller.id());
        if (!programs.add(program)) {
            throw DomainException.conflict("client-registered-before");
        }
        return ResponseEntity.created(URI.create("/api/v1/clients/" + program.id()))
                .header("Cache-Control", "no-store")
                .body(new Registered(program.id(), secret, program.name(), program.organisation(), program.roles()));
    }

    private void mustBeValid(Registration registration, Set<String> roles) {
        Violations violations = new Violations();
        violations.required("/name", registration.name(), LONGEST_NAME);
        if (roles.isEmpty() || !ROLES.containsAll(roles)) {
            violations.add("/roles", "not-roles-of-programs", String.join(", ", new TreeSet<>(ROLES)));
        }
        String organisation = registration.organisation();
        if (organisation != null && organisations.find(organisation).isEmpty()) {
            violations.add("/organisation", "no-such-organisation");
        }
        violations.mustHold();
    }

    private static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @GetMapping("/{id}")
    View read(@PathVariable String id, Caller caller) {
        caller.mustHave("facilitator");
        return programs.find(id).map(View::of).orElseThrow(DomainException::notFound);
    }

    /** Its tokens live on until they expire, some minutes. */
    @DeleteMapping("/{id}")
    ResponseEntity<Void> remove(@PathVariable String id, Caller caller) {
        caller.mustHave("facilitator");
        if (!programs.remove(id)) {
            throw DomainException.notFound();
        }
        return ResponseEntity.noContent().build();
    }
}
