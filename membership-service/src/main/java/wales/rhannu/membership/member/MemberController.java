package wales.rhannu.membership.member;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.membership.organisation.Organisations;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members read and change their profile, find others, and leave; facilitators change roles and disable members. */
@RestController
@RequestMapping("/api/v1/members")
class MemberController {

    /** Where somebody works. */
    record Employer(String id, Bilingual name) {}

    /** A member as other members see them. */
    record View(
            String id,
            @Nullable String name,
            @Nullable Employer organisation,
            List<String> skills,
            @Nullable String about) {}

    /** A member as they see themselves, and as facilitators see them. */
    record Whole(
            String id,
            String email,
            @Nullable String name,
            @Nullable Employer organisation,
            Set<String> roles,
            boolean disabled,
            Member.@Nullable Language language,
            List<String> skills,
            @Nullable String about,
            List<Employer> organisationsToChoose) {}

    /** The changes that members can make to their profile. */
    record Self(
            @Nullable String name,
            Member.@Nullable Language language,
            @Nullable List<String> skills,
            @Nullable String about,
            @Nullable String organisation) {}

    /** All roles that a member has from now on. */
    record Roles(@Nullable List<@Nullable String> roles) {

        List<String> given() {
            if (roles == null || roles.contains(null)) {
                throw DomainException.invalid("/roles", "roles-incomplete");
            }
            return roles.stream().map(Objects::requireNonNull).toList();
        }
    }

    /** Members who have one mailbox, each under an address of their own. */
    record Duplicate(List<Whole> members) {}

    private final Members members;
    private final Organisations organisations;

    MemberController(Members members, Organisations organisations) {
        this.members = members;
        this.organisations = organisations;
    }

    @GetMapping
    @Operation(operationId = "searchMembers")
    Page<View> directory(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String skill,
            @RequestParam(required = false) @Nullable String organisation,
            Paging paging,
            Caller caller) {
        caller.mustHave("member", "facilitator");
        List<Member> found = members.search(q, skill, organisation, paging.after(), paging.limit() + 1);
        List<Member> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(page.stream().map(this::view).toList(), next);
    }

    @GetMapping("/me")
    @Operation(operationId = "readMe", summary = "Read who the caller is")
    ResponseEntity<Whole> me(Caller caller) {
        Member member = self(caller);
        return Responses.ok(member, whole(member));
    }

    @PatchMapping("/me")
    @Operation(operationId = "changeMe", summary = "Change what the caller says of themselves")
    ResponseEntity<Whole> change(MergePatch<Self> patch, RequestContext context, Caller caller) {
        Member before = self(caller);
        Member.Profile profile = before.profile();
        Self after = patch.applyTo(
                new Self(profile.name(), profile.language(), profile.skills(), profile.about(), before.organisation()),
                Self.class,
                whole(before));
        String chosen = after.organisation();
        Member.Profile described = new Member.Profile(
                after.name(), after.language(), after.skills() == null ? List.of() : after.skills(), after.about());
        Member changed;
        if (chosen == null || chosen.equals(before.organisation())) {
            if (chosen == null && before.organisation() != null) {
                throw DomainException.invalid("/organisation", "organisation-required");
            }
            changed = members.change(before.id(), context, member -> member.describe(described));
        } else if (described.equals(profile)) {
            changed = members.choose(before.id(), context, chosen);
        } else {
            throw DomainException.invalid("/organisation", "organisation-alone");
        }
        return Responses.ok(changed, whole(changed));
    }

    /** Leaves, and everything personal goes: here at once, from the topics within the stated bound. */
    @DeleteMapping("/me")
    @Operation(operationId = "eraseMe", summary = "Leave, and have everything personal erased")
    ResponseEntity<Void> erase(RequestContext context, Caller caller) {
        members.change(self(caller).id(), context, Member::erase);
        return ResponseEntity.noContent().build();
    }

    /** Lists members who share one mailbox. They decide themselves which of them stays; nothing is merged automatically. */
    @GetMapping("/duplicates")
    @Operation(operationId = "listDuplicateMembers")
    Page<Duplicate> duplicates(Paging paging, Caller caller) {
        caller.mustHave("facilitator");
        List<MailboxOwners.Duplicates> found = members.duplicates(paging.after(), paging.limit() + 1);
        List<MailboxOwners.Duplicates> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).key())
                : null;
        return new Page<>(
                page.stream()
                        .map(each -> new Duplicate(
                                each.members().stream().map(this::whole).toList()))
                        .toList(),
                next);
    }

    @GetMapping("/{id}")
    @ApiResponse(
            responseCode = "200",
            description = "What members see of one another; facilitators see the whole.",
            content = @Content(schema = @Schema(anyOf = {Whole.class, View.class})))
    ResponseEntity<?> read(@PathVariable String id, Caller caller) {
        caller.mustHave("member", "facilitator");
        Member member = members.get(id);
        if (caller.has("facilitator")) {
            return Responses.ok(member, whole(member));
        }
        if (member.isDisabled()) {
            throw DomainException.notFound();
        }
        return Responses.ok(member, view(member));
    }

    @PutMapping("/{id}/roles")
    @Operation(operationId = "giveMemberRoles")
    ResponseEntity<Whole> giveRoles(
            @PathVariable String id, @RequestBody Roles roles, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        return answer(members.change(id, context, member -> member.giveRoles(roles.given())));
    }

    @PostMapping("/{id}/disablement")
    ResponseEntity<Whole> disable(@PathVariable String id, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        return answer(members.change(id, context, Member::disable));
    }

    @DeleteMapping("/{id}/disablement")
    ResponseEntity<Whole> enable(@PathVariable String id, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        return answer(members.change(id, context, Member::enable));
    }

    private ResponseEntity<Whole> answer(Member member) {
        return Responses.ok(member, whole(member));
    }

    private Member self(Caller caller) {
        return members.find(caller.id()).orElseThrow(() -> DomainException.notFound("no-profile"));
    }

    private View view(Member member) {
        Member.Profile profile = member.profile();
        return new View(member.id(), profile.name(), employer(member).orElse(null), profile.skills(), profile.about());
    }

    private Whole whole(Member member) {
        Member.Profile profile = member.profile();
        return new Whole(
                member.id(),
                member.email(),
                profile.name(),
                employer(member).orElse(null),
                member.roles(),
                member.isDisabled(),
                profile.language(),
                profile.skills(),
                profile.about(),
                members.possibleOrganisations(member).stream()
                        .map(MemberController::employer)
                        .toList());
    }

    private Optional<Employer> employer(Member member) {
        String id = member.organisation();
        return id == null ? Optional.empty() : organisations.find(id).map(MemberController::employer);
    }

    private static Employer employer(Organisation organisation) {
        return new Employer(organisation.id(), organisation.name());
    }
}
