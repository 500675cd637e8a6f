package wales.rhannu.casestudy.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;

class StudyBoundsTests {

    private static ObjectNode withColumns(int count) {
        ObjectNode content = JsonMapper.shared().createObjectNode();
        ArrayNode raw = content.putObject("source").putArray("raw");
        for (int i = 0; i < count; i++) {
            raw.addObject().put("column", "c" + i).put("value", "v");
        }
        return content;
    }

    @Test
    void aSourceMayHaveAsManyColumnsAsAnImportTakes() {
        assertThatCode(() -> StudyBounds.mustHold(withColumns(ImportedStudies.MOST_COLUMNS)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StudyBounds.mustHold(withColumns(ImportedStudies.MOST_COLUMNS + 1)))
                .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.violations())
                        .singleElement()
                        .satisfies(it -> assertThat(it.pointer()).isEqualTo("/source/raw")));
    }
}
