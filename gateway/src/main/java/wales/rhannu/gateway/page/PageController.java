package wales.rhannu.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/** The front page, and the page on which developers browse what every service offers. */
@RestController
class PageController {

    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);
    private static final MediaType SCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);

    /**
     * The content security policy of the developers' page: our own files, images within the style sheet, and the API documents.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, Resource> files = new LinkedHashMap<>();
    private final String developers;

    PageController(GatewaySettings settings) {
        for (String name : new String[] {"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js"}) {
            files.put(name, ofSwagger(name));
        }
        files.put("developers.js", ours("developers.js"));
        String documents = settings.services().keySet().stream()
                .sorted()
                .map(service -> "<li><a href=\"/api/v1/openapi/" + service + "\">" + service + "</a></li>")
                .collect(Collectors.joining("\n"));
        developers = text(ours("developers.html")).replace("<!-- documents -->", documents);
    }

    @GetMapping("/")
    ResponseEntity<Resource> front() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .body(ours("front.html"));
    }

    @GetMapping("/rhannu.css")
    ResponseEntity<Resource> style() {
        return ResponseEntity.ok()
                .contentType(CSS)
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(ours("rhannu.css"));
    }

    @GetMapping("/developers")
    ResponseEntity<String> developers() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", POLICY)
                .body(developers);
    }

    @GetMapping("/developers/{file}")
    ResponseEntity<Resource> file(@PathVariable String file) {
        Resource known = files.get(file);
        if (known == null) {
            throw new ProblemException(Problem.NOT_FOUND);
        }
        return ResponseEntity.ok()
                .contentType(file.endsWith(".css") ? CSS : SCRIPT)
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(known);
    }

    private static Resource ours(String name) {
        return new ClassPathResource("pages/" + name);
    }

    /** Its folder is named after its version. */
    private static Resource ofSwagger(String name) {
        try {
            Resource[] found = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:META-INF/resources/webjars/swagger-ui/*/" + name);
            if (found.length == 0) {
                throw new IllegalStateException("There is no " + name);
            }
            return found[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
