package wales.rhannu.partner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;
import wales.rhannu.starter.test.ServiceArchitecture;

class ArchitectureTests extends ServiceArchitecture {

    @Test
    void theCatalogueKnowsNothingOfStreamsOrKafka() {
        noClasses()
                .that()
                .resideInAPackage("..catalogue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..partner.stream..", "org.apache.kafka..")
                .check(service);
    }
}
