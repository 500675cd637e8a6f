package wales.rhannu.casestudy.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.search.SearchCriteria.Dimension;
import wales.rhannu.casestudy.study.StudyCaller;
import wales.rhannu.casestudy.study.StudyState.Status;
import wales.rhannu.casestudy.study.StudyView;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.KnownParameters;
import wales.rhannu.starter.web.Paging;

/** Search and export of the case studies that the caller may read. */
@RestController
@RequestMapping("/api/v1/case-studies")
class SearchController {

    /** A case study as it was indexed. */
    @Schema(implementation = StudyView.class)
    record Item(@JsonRawValue @JsonValue String json) {}

    /** A page of what was found, and what more there is. */
    record Results(
            List<Item> items,
            @JsonInclude @Nullable String next,
            long total,
            Map<String, List<StudyIndex.Count>> facets) {}

    private static final int MOST_VALUES = 50;
    private static final Map<Dimension, Set<String>> KNOWN = Map.of(
            Dimension.KIND,
            Set.of("automation", "rpa", "ai", "hybrid", "not-known"),
            Dimension.STAGE,
            Set.of("idea", "pilot", "live", "paused", "retired", "not-known"),
            Dimension.OUTCOME,
            Set.of("success", "partial", "failure", "stopped", "too-early", "not-known"));

    private final StudyIndexing indexing;
    private final JsonMapper json;

    SearchController(StudyIndexing indexing, JsonMapper json) {
        this.indexing = indexing;
        this.json = json;
    }

    /** The best come first where words are looked for, otherwise the newest. */
    @GetMapping
    @Filters
    Results search(
            @RequestParam(required = false) @Nullable String q,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestParam(defaultValue = "false") boolean mine,
            Paging paging,
            Optional<Caller> caller) {
        mustBeKnown(parameters, "q", "mine", "limit", "after");
        SearchCriteria criteria = question(q, parameters, mine, caller);
        StudyIndex.Place after = paging.after() == null ? null : place(paging.after(), criteria.hasWords());
        StudyIndex.Found found = indexing.index().search(criteria, paging.limit(), after);
        Map<String, List<StudyIndex.Count>> facets = new LinkedHashMap<>();
        found.facets().forEach((dimension, counts) -> facets.put(dimension.field(), counts));
        StudyIndex.Place last = found.last();
        return new Results(
                found.items().stream().map(Item::new).toList(),
                last == null ? null : cursor(last),
                found.total(),
                facets);
    }

    /** All that a search with the same words and filters finds, in a file. */
    @GetMapping("/export")
    @Filters
    @Operation(operationId = "exportCaseStudies", summary = "All that a search finds, in a file")
    @ApiResponse(
            responseCode = "200",
            description = "The file.",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                @Content(
                        mediaType = "application/json",
                        array = @ArraySchema(schema = @Schema(implementation = StudyView.class)))
            })
    void export(
            @RequestParam(defaultValue = "csv") String format,
            @RequestParam(required = false) @Nullable String q,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestParam(defaultValue = "false") boolean mine,
            Optional<Caller> caller,
            HttpServletResponse response)
            throws IOException {
        mustBeKnown(parameters, "q", "mine", "format");
        if (!format.equals("csv") && !format.equals("json")) {
            throw DomainException.invalid("format", "not-one-of", "csv, json");
        }
        SearchCriteria criteria = question(q, parameters, mine, caller);
        StudyIndex index = indexing.index();
        response.setContentType(
                format.equals("csv") ? "text/csv;charset=UTF-8;header=present" : MediaType.APPLICATION_JSON_VALUE);
        response.setHeader("Content-Disposition", "attachment; filename=\"case-studies." + format + "\"");
        OutputStream out = response.getOutputStream();
        if (format.equals("csv")) {
            Export.csv(index, criteria, json, out);
        } else {
            Export.json(index, criteria, out);
        }
    }

    /** Besides those that filter. */
    private static void mustBeKnown(MultiValueMap<String, String> parameters, String... others) {
        Set<String> known = new HashSet<>(List.of(others));
        known.add("status");
        Arrays.stream(Dimension.values()).map(Dimension::field).forEach(known::add);
        KnownParameters.mustBeAmong(known, parameters.keySet());
    }

    private static SearchCriteria question(
            @Nullable String q, MultiValueMap<String, String> parameters, boolean mine, Optional<Caller> caller) {
        List<Violation> violations = new ArrayList<>();
        Map<Dimension, List<String>> filters = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            List<String> values = values(parameters, dimension.field(), KNOWN.get(dimension), violations);
            if (!values.isEmpty()) {
                filters.put(dimension, values);
            }
        }
        Set<String> known = new java.util.TreeSet<>();
        Arrays.stream(Status.values())
                .forEach(status ->
                        known.add(status.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        List<String> statuses = values(parameters, "status", known, violations);
        if (!violations.isEmpty()) {
            throw DomainException.invalid(violations);
        }
        String author = null;
        if (mine) {
            author = caller.map(Caller::id)
                    .orElseThrow(() -> DomainException.of(DomainException.Kind.UNAUTHENTICATED, "unauthenticated"));
        } else if (statuses.isEmpty()) {
            statuses = List.of("published");
        }
        return new SearchCriteria(q, filters, statuses, author, StudyCaller.of(caller));
    }

    private static List<String> values(
            MultiValueMap<String, String> parameters,
            String name,
            @Nullable Set<String> known,
            List<Violation> violations) {
        List<String> values = parameters.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .map(StudyQuery::filterable)
                .distinct()
                .toList();
        if (values.size() > MOST_VALUES) {
            violations.add(Violation.of(name, "too-many-entries", MOST_VALUES));
        } else if (known != null && !known.containsAll(values)) {
            violations.add(Violation.of(
                    name,
                    "not-one-of",
                    String.join(", ", known.stream().sorted().toList())));
        }
        return values;
    }

    private static String cursor(StudyIndex.Place place) {
        return Paging.cursor((place.score() == null ? "" : place.score()) + "/" + place.when() + "/" + place.turn());
    }

    private static StudyIndex.Place place(String after, boolean scored) {
        String[] parts = after.split("/", 3);
        try {
            if (parts.length == 3 && scored != parts[0].isEmpty()) {
                Float score = scored ? Float.valueOf(parts[0]) : null;
                if (score == null || Float.isFinite(score)) {
                    return new StudyIndex.Place(score, Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                }
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw DomainException.malformed(List.of(Violation.of("after", "after-not-a-cursor")));
    }
}
