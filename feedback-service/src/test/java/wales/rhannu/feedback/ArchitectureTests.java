package wales.rhannu.feedback;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.aggregate.Aggregate;

class ArchitectureTests {

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("wales.rhannu.feedback");

    @Test
    void aggregatesKnowNeitherTheWebNorKafkaNorTheDatabase() {
        noClasses()
                .that()
                .areAssignableTo(Aggregate.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "jakarta.servlet..",
                        "org.apache.kafka..",
                        "com.mongodb..",
                        "wales.rhannu.starter.web..")
                .check(SERVICE);
    }

    @Test
    void featuresDependOnOneAnotherInOneDirection() {
        slices().matching("wales.rhannu.feedback.(*)..")
                .should()
                .beFreeOfCycles()
                .check(SERVICE);
    }

    @Test
    void whatAnswersRequestsIsNobodyElsesBusiness() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .haveModifier(JavaModifier.PUBLIC)
                .check(SERVICE);
    }
}
