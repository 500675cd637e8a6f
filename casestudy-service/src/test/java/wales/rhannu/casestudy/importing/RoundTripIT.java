package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.starter.Ids;

/** What the platform exports comes back as it was. */
@CaseStudyServiceTest
class RoundTripIT {

    /** All that a case study can say, in texts that cells, spreadsheets and clean-up change where they are not careful. */
    private static final String FULL =
            """
            {"title": {"cy": "=Teitl %1$s", "en": "'+Title %1$s &amp; more"},
             "summary": {"cy": "  Crynodeb  ", "en": "• one\\n• two, \\"three\\"; four"},
             "kind": "rpa", "stage": "retired", "outcome": "stopped", "stopReason": {"cy": "Cost / pris", "en": "Cost"},
             "team": "Team; A", "sector": "Water / Land", "publicFunction": {"en": "Answers"},
             "problem": {"en": "- Letters\\n\\n\\n\\nwaited"}, "previousProcess": {"cy": "N/A"},
             "alternatives": {"en": "None"}, "solution": {"cy": "**Robot**\\n\\n1. un", "en": "A\\tB \uD83D\uDE80 e\u0301"},
             "techniques": ["OCR; layout", "@rules"], "technologies": ["UiPath", "A / B"],
             "suppliers": [{"name": "Acme; Sons", "role": {"cy": "Adeiladu", "en": "Build"}, "route": "G-Cloud"}, {"name": "B"}],
             "delivery": "both",
             "dates": {"begun": "2024-02-29", "asStated": {"begun": "2024", "live": "2025-01", "retired": "2026"}},
             "benefits": [{"type": "time", "expected": {"from": 20, "to": 30.5}, "realised": -1.25, "baseline": "unknown",
                           "unit": "hours", "period": "a year", "cashable": false},
                          {"type": {"cy": "Ansawdd"}, "realised": 10000000.0, "cashable": "partly"}],
             "costs": {"setUp": 12500, "annual": "not-known", "staffDays": {"from": 20, "to": 30.5}, "currency": "GBP"},
             "lessons": [{"kind": "failed", "text": {"cy": "Llawysgrifen; eto", "en": "Handwriting: again"}}, {"text": "worked: x"}],
             "people": {"humanReview": true, "training": "two days", "appeal": {"en": "By letter"}},
             "data": {"sources": "Letters", "personal": true, "specialCategory": "not-known"},
             "risks": [{"risk": "It fails", "mitigation": {"cy": "Gwirio"}}],
             "assessments": {"dpia": true, "welshLanguage": "under way"},
             "reuse": {"codeUrl": "https://example.org/x?a=1&b=2", "licence": "MIT", "willingToShare": true},
             "media": [{"kind": "video", "url": "https://example.org/v", "title": "A film", "captions": false}],
             "disclosure": {"audience": "public", "anonymous": false},
             "atrsRecordUrl": "https://example.org/atrs"}
            """;

    private static final Set<String> OF_THE_PLATFORM =
            Set.of("id", "organisation", "source", "gaps", "created", "changed", "published");

    @LocalServerPort
    private int port;

    @Test
    void ourOwnExportComesBackEqual() throws IOException {
        Api api = new Api(port);
        ImportApi imports = new ImportApi(port);
        String word = Api.unique();
        String full = api.published(Api.json(FULL.formatted(word)));
        String plain = api.published(Api.complete(word));
        String csv = api.get("/case-studies/export?format=csv&q=" + word, null).body();
        String source = Api.unique();
        String mapping = Files.readString(RealData.mapping("rhannu-export.yaml"))
                .replace("source: rhannu-export", "source: " + source);

        JsonNode first = imports.imported(csv, mapping, true);
        assertThat(first.at("/rows/created").asInt()).isEqualTo(2);
        for (String id : Set.of(full, plain)) {
            String imported = Ids.derived("case-study-import", source, id);
            assertThat(content(api.study(imported, null).must(200).json()))
                    .isEqualTo(content(api.study(id, null).must(200).json()));
        }
        assertThat(imports.imported(csv, mapping, true).at("/rows/unchanged").asInt())
                .isEqualTo(2);
    }

    private static JsonNode content(JsonNode view) {
        return ((ObjectNode) view).deepCopy().remove(OF_THE_PLATFORM);
    }
}
