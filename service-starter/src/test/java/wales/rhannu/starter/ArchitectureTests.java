package wales.rhannu.starter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses STARTER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("wales.rhannu.starter");

    @Test
    void aggregatesKnowNeitherTheWebNorKafka() {
        noClasses()
                .that()
                .resideInAPackage("..aggregate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework.web..", "jakarta.servlet..", "org.apache.kafka..", "..starter.web..")
                .check(STARTER);
    }

    @Test
    void packagesDependOnOneAnotherInOneDirection() {
        slices().matching("wales.rhannu.starter.(*)..")
                .should()
                .beFreeOfCycles()
                .check(STARTER);
    }
}
