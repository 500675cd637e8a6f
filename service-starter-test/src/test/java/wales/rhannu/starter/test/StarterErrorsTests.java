package wales.rhannu.starter.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterErrorsTests {

    @TempDir
    Path module;

    @Test
    void theStartersErrorsAreToldInBothLanguages() {
        new ErrorTexts(Path.of("../service-starter"), "problems").mustBeWhole(Set.of());
    }

    private String faults(String source, String english, String welsh) throws IOException {
        Files.createDirectories(module.resolve("src/main/java"));
        Files.createDirectories(module.resolve("src/main/resources"));
        Files.writeString(module.resolve("src/main/java/A.java"), "class A { void a() {" + source + "} }");
        Files.writeString(module.resolve("src/main/resources/service-problems.properties"), english);
        Files.writeString(module.resolve("src/main/resources/service-problems_cy.properties"), welsh);
        StringBuilder faults = new StringBuilder();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> new ErrorTexts(module, "service-problems").mustBeWhole(Set.of()))
                .satisfies(it -> faults.append(it.getMessage()));
        return faults.toString();
    }

    private void mustBe(String fault, String source, String english, String welsh) throws IOException {
        assertThat(faults(source, english, welsh)).isEqualTo(fault);
    }

    @Test
    void aSentenceIsNoCode() throws IOException {
        mustBe("A.java: is this a code? It is full.", "throw DomainException.conflict(\"It is full.\");", "", "");
        mustBe(
                "A.java: is this a code? \"At most \" + 5 + \".\"",
                "bounds.add(\"/a\", \"At most \" + 5 + \".\");",
                "",
                "");
        mustBe("A.java: is this a code? No.", "list.add(new Violation(\"/a\", \"No.\"));", "", "");
    }

    @Test
    void aCodeHasItsTexts() throws IOException {
        mustBe(
                "A.java: there is no text full.detail",
                "throw DomainException.conflict(\"full\");",
                "full=Full.",
                "full=Llawn.");
        mustBe("A.java: there is no text full", "throw DomainException.invalid(\"/a\", \"full\");", "", "");
    }

    @Test
    void aTextIsUsed() throws IOException {
        mustBe("full: no source names this code", "", "full=It is full.", "full=Mae'n llawn.");
    }

    @Test
    void aTextIsInBothLanguages() throws IOException {
        String source = "bounds.add(\"/a\", \"full\");";
        mustBe("full: in one language only", source, "full=It is full.", "");
        mustBe("full: not translated", source, "full=It is full.", "full=It is full.");
    }

    @Test
    void argumentsAreSaidInBothLanguages() throws IOException {
        String source = "bounds.add(\"/a\", \"most\", 5);";
        mustBe("most: other arguments in Welsh than in English", source, "most=At most {0}.", "most=Dim mwy.");
        mustBe("A.java: 1 arguments for: At most.", source, "most=At most.", "most=Dim mwy.");
    }
}
