package wales.rhannu.casestudy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;
import wales.rhannu.starter.test.ServiceArchitecture;

class ArchitectureTests extends ServiceArchitecture {

    @Test
    void noFeatureReachesForTheSearchIndex() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..search..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.lucene..", "wales.rhannu.casestudy.search..")
                .check(service);
    }
}
