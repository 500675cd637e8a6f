package wales.rhannu.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who in the gateway may know whom. */
class ArchitectureTests {

    private static final String ROOT = "wales.rhannu.gateway";

    private final JavaClasses gateway = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void packagesDependOnOneAnotherInOneDirection() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(gateway);
    }

    @Test
    void whatEveryRequestPassesKnowsNeitherSessionsNorPages() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".edge..", ROOT + ".routing..", ROOT + ".problem..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".session..", ROOT + ".page..", ROOT + ".operations..", "org.thymeleaf..")
                .check(gateway);
    }

    @Test
    void problemsAreSaidWithoutKnowingWhatThrewThem() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".problem..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".edge..", ROOT + ".routing..")
                .check(gateway);
    }

    @Test
    void whatAnswersRequestsIsNobodyElsesBusiness() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .haveModifier(JavaModifier.PUBLIC)
                .check(gateway);
    }
}
