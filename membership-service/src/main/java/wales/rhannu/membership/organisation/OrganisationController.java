package wales.rhannu.membership.organisation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** The public bodies, for anyone to read; facilitators list and change them. */
@RestController
@RequestMapping("/api/v1/organisations")
class OrganisationController {

    /** An organisation as everybody sees it. */
    record View(String id, String code, String kind, Bilingual name, List<String> emailDomains) {

        static View of(Organisation organisation) {
            Organisation.Details details = organisation.details();
            return new View(organisation.id(), details.code(), details.kind(), details.name(), details.emailDomains());
        }
    }

    /** The details of an organisation; without e-mail domains nobody can join it. */
    record Listing(
            @Nullable String code,
            @Schema(implementation = OrganisationKind.class) @Nullable String kind,
            @Nullable Bilingual name,
            @Nullable List<@Nullable String> emailDomains) {

        /** Missing members become empty, so that they are reported together with all other violations. */
        Organisation.Details details() {
            return new Organisation.Details(
                    Objects.requireNonNullElse(code, ""),
                    Objects.requireNonNullElse(kind, ""),
                    name == null ? new Bilingual(null, null) : name,
                    emailDomains == null
                            ? List.of()
                            : emailDomains.stream()
                                    .map(domain -> Objects.requireNonNullElse(domain, ""))
                                    .toList());
        }
    }

    private final Organisations organisations;

    OrganisationController(Organisations organisations) {
        this.organisations = organisations;
    }

    @GetMapping
    Page<View> search(
            @RequestParam(required = false) @Nullable String q,
            @Schema(implementation = OrganisationKind.class) @RequestParam(required = false) @Nullable String kind,
            Paging paging) {
        Organisations.Found all = organisations.search(q, kind, paging.after());
        List<Organisation> found = all.behind();
        List<Organisation> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).code())
                : null;
        return new Page<>(page.stream().map(View::of).toList(), next, paging.after() == null ? all.counts() : null);
    }

    @GetMapping("/{id}")
    ResponseEntity<View> read(@PathVariable String id) {
        Organisation organisation = organisations.get(id);
        return Responses.ok(organisation, View.of(organisation));
    }

    @PostMapping
    @Operation(operationId = "createOrganisation")
    ResponseEntity<View> list(@RequestBody Listing listing, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        Organisation organisation = organisations.list(listing.details(), context);
        return Responses.created("/api/v1/organisations/" + organisation.id(), organisation, View.of(organisation));
    }

    @PatchMapping("/{id}")
    ResponseEntity<View> change(
            @PathVariable String id, MergePatch<Listing> patch, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        Organisation changed = organisations.change(
                id,
                context,
                organisation -> organisation.change(patch.applyTo(
                                new Listing(
                                        organisation.code(),
                                        organisation.kind(),
                                        organisation.name(),
                                        organisation.details().emailDomains()),
                                Listing.class,
                                View.of(organisation))
                        .details()));
        return Responses.ok(changed, View.of(changed));
    }
}
