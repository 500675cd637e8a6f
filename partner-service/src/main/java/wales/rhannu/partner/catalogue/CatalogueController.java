package wales.rhannu.partner.catalogue;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.partner.catalogue.Edition.Document;
import wales.rhannu.partner.catalogue.Edition.PublishedType;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.web.Page;

/** The catalogue: event types and schemas of the public topics. */
@RestController
class CatalogueController {

    private static final CacheControl FOR_AN_HOUR =
            CacheControl.maxAge(Duration.ofHours(1)).cachePublic();

    private final Catalogue catalogue;

    CatalogueController(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GetMapping("/api/v1/event-types")
    @Operation(operationId = "listEventTypes", summary = "The types of the events on public topics")
    ResponseEntity<Page<PublishedType>> types(Locale language) {
        return in(language).body(new Page<>(catalogue.in(language).types(), null));
    }

    @GetMapping("/api/v1/event-types/{type}")
    @Operation(operationId = "readEventType", summary = "One type of event")
    ResponseEntity<PublishedType> type(@PathVariable String type, Locale language) {
        return in(language)
                .body(catalogue
                        .in(language)
                        .type(type)
                        .orElseThrow(() -> DomainException.notFound("no-such-event-type")));
    }

    @GetMapping("/schemas/{topic}/{file}")
    @Operation(
            operationId = "readSchema",
            summary = "A schema, or an example of what is valid by it",
            description = "The dataschema of an event without https://rhannu.wales is its path here.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/schema+json", schema = @Schema(type = "object")))
    ResponseEntity<byte[]> schema(@PathVariable String topic, @PathVariable String file, Locale language) {
        return answer(topic + "/" + file, language);
    }

    @GetMapping("/schemas/asyncapi.json")
    @Operation(
            operationId = "readAsyncApi",
            summary = "The public topics and their messages as one AsyncAPI 3 document")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
    ResponseEntity<byte[]> asyncApi(Locale language) {
        return answer("asyncapi.json", language);
    }

    private ResponseEntity<byte[]> answer(String path, Locale language) {
        Document document =
                catalogue.in(language).document(path).orElseThrow(() -> DomainException.notFound("no-such-schema"));
        return in(language)
                .contentType(document.mediaType())
                .eTag(document.etag())
                .cacheControl(FOR_AN_HOUR)
                .body(document.content());
    }

    /** Titles and descriptions are in the language asked for. */
    private static ResponseEntity.BodyBuilder in(Locale language) {
        return ResponseEntity.ok()
                .varyBy(HttpHeaders.ACCEPT_LANGUAGE)
                .header(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag());
    }
}
