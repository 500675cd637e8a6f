package wales.rhannu.partner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses PARTNER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("wales.rhannu.partner");

    @Test
    void theCatalogueKnowsNothingOfStreamsOrKafka() {
        noClasses()
                .that()
                .resideInAPackage("..catalogue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..partner.stream..", "org.apache.kafka..")
                .check(PARTNER);
    }
}
