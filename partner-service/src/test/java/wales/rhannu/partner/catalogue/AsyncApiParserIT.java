package wales.rhannu.partner.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import wales.rhannu.starter.test.NodeProgram;

/**
 * A parser that we did not write reads the AsyncAPI document in both languages: AsyncAPI's own, from npm. Skipped where there is
 * no Node, or npm cannot install it.
 */
class AsyncApiParserIT {

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void aStockParserReadsTheDocument(@TempDir Path folder) throws Exception {
        NodeProgram parser =
                NodeProgram.install("asyncapi-parser", "parse.js", "no parser from npm reads the AsyncAPI document");
        Path english = Files.write(folder.resolve("en.json"), AsyncApiTests.content(Locale.ENGLISH));
        Path welsh = Files.write(folder.resolve("cy.json"), AsyncApiTests.content(Catalogue.WELSH));

        Process process = parser.start(english.toString(), welsh.toString());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(parser.errors()).isZero();
        assertThat(said.lines()).hasSize(2).allMatch(line -> line.startsWith(String.join(" ", AsyncApiTests.topics())));
    }
}
