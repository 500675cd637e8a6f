package wales.rhannu.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/** What the {@code type} of a problem leads to: a page that explains it, made of the texts of all services. */
@RestController
class ProblemPages {

    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

    /** A problem as one service tells it. */
    record ProblemType(String service, String code, int status, Told cy, Told en) {}

    record Told(String title, String detail) {}

    private final Map<String, List<ProblemType>> types;

    ProblemPages() {
        try (InputStream in = new ClassPathResource("pages/problems.json").getInputStream()) {
            types = JsonMapper.shared().readValue(in, new TypeReference<List<ProblemType>>() {}).stream()
                    .collect(Collectors.groupingBy(ProblemType::code, LinkedHashMap::new, Collectors.toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping("/problems/{code}")
    ResponseEntity<String> explain(@PathVariable String code) {
        List<ProblemType> told = types.get(code);
        if (told == null) {
            throw new ProblemException(Problem.NOT_FOUND);
        }
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .body(page(told));
    }

    private static String page(List<ProblemType> told) {
        Set<Integer> statuses = told.stream().map(ProblemType::status).collect(Collectors.toCollection(TreeSet::new));
        String status = statuses.stream().map(String::valueOf).collect(Collectors.joining(", "));
        ProblemType first = told.get(0);
        return "<!DOCTYPE html>\n<html lang=\"cy\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + escaped(first.cy().title()) + " | " + escaped(first.en().title()) + " – Rhannu</title>\n"
                + "<link rel=\"stylesheet\" href=\"/rhannu.css\">\n</head>\n<body>\n<main>\n"
                + section(
                        "cy",
                        "h1",
                        told.stream().map(ProblemType::cy).toList(),
                        "Cod: " + first.code() + ". Statws HTTP: " + status + ".")
                + section(
                        "en",
                        "h2",
                        told.stream().map(ProblemType::en).toList(),
                        "Code: " + first.code() + ". HTTP status: " + status + ".")
                + "</main>\n</body>\n</html>\n";
    }

    /** Services tell the same once. */
    private static String section(String language, String heading, List<Told> told, String facts) {
        StringBuilder section = new StringBuilder("<section lang=\"" + language + "\">\n");
        told.stream()
                .collect(Collectors.groupingBy(
                        Told::title, LinkedHashMap::new, Collectors.mapping(Told::detail, Collectors.toSet())))
                .forEach((title, details) -> {
                    section.append('<').append(heading).append('>').append(escaped(title));
                    section.append("</").append(heading).append(">\n");
                    details.stream().sorted().forEach(detail -> section.append("<p>")
                            .append(escaped(detail))
                            .append("</p>\n"));
                });
        return section.append("<p>")
                .append(escaped(facts))
                .append("</p>\n</section>\n")
                .toString();
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
    }
}
