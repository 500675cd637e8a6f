package wales.rhannu.casestudy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.Set;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.test.ServiceArchitecture;

class ArchitectureTests extends ServiceArchitecture {

    @Override
    protected Set<String> withoutCodes() {
        return Set.of("wales/rhannu/casestudy/importing/");
    }

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
