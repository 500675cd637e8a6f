package wales.rhannu.starter.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.EventType;

/** The rules that every service keeps. A service's {@code ArchitectureTests}, in its root package, extends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServiceArchitecture {

    private final String root = getClass().getPackageName();

    /** The classes of the service, without those of its tests. */
    protected final JavaClasses service = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(root);

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
                // a service may have none
                .allowEmptyShould(true)
                .check(service);
    }

    @Test
    void featuresDependOnOneAnotherInOneDirection() {
        slices().matching(root + ".(*)..").should().beFreeOfCycles().check(service);
    }

    @Test
    void whatAnswersRequestsIsNobodyElsesBusiness() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .haveModifier(JavaModifier.PUBLIC)
                .check(service);
    }

    @Test
    void whoeverKeepsMembersErasesThem() {
        MemberErasureCheck.mustBeErased(service);
    }

    /** Packages, as paths, whose errors have sentences in English for codes; none in the end. */
    protected Set<String> withoutCodes() {
        return Set.of();
    }

    @Test
    void everyErrorIsToldInWelshAndInEnglish() {
        new ErrorTexts(Path.of(""), "service-problems").mustBeWhole(withoutCodes());
    }

    @Test
    void theContractsNameEveryTypeOfEvent() {
        List<String> unnamed = service.stream()
                .filter(type -> type.isAnnotatedWith(EventType.class))
                .map(type -> type.getAnnotationOfType(EventType.class).value())
                .filter(type -> !Contracts.name(type))
                .sorted()
                .toList();
        if (!unnamed.isEmpty()) {
            throw new AssertionError("The contracts have no schema of " + unnamed
                    + "; that of a tombstone, which has no data, says that its type is null");
        }
    }
}
