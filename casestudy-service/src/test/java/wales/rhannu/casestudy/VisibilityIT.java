package wales.rhannu.casestudy;

import static wales.rhannu.starter.test.Callers.Kind.AUTHOR;
import static wales.rhannu.starter.test.Callers.Kind.COLLEAGUE;
import static wales.rhannu.starter.test.Callers.Kind.FACILITATOR;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.test.Callers;
import wales.rhannu.starter.test.VisibilityCheck;

@CaseStudyServiceTest
class VisibilityIT {

    private static final String STUDY = "/api/v1/case-studies/{id}";
    private static final String IMPORT = "/api/v1/case-study-imports/{id}";
    private static final Set<Callers.Kind> EDITORS = Set.of(AUTHOR, FACILITATOR);

    @Autowired
    ApplicationContext service;

    @LocalServerPort
    int port;

    @Test
    void whoMayNotSeeSomethingIsAnsweredAsIfItDidNotExist() {
        VisibilityCheck.of(service)
                .hidden("a draft", STUDY, EDITORS, callers -> List.of(draft(callers, "public")))
                .hidden("one that was submitted", STUDY, EDITORS, callers -> List.of(submitted(callers, "public")))
                .hidden(
                        "one for members",
                        STUDY,
                        Callers.Kind.MEMBERS,
                        callers -> List.of(published(callers, "members")))
                .hidden(
                        "one for its organisation",
                        STUDY,
                        Set.of(AUTHOR, COLLEAGUE, FACILITATOR),
                        callers -> List.of(published(callers, "organisation")))
                .hidden("one that was taken down", STUDY, EDITORS, callers -> List.of(takenDown(callers)))
                .reserved("an import", IMPORT, Set.of(FACILITATOR), callers -> List.of(requestedImport(callers)))
                .body("PATCH " + STUDY, "{\"team\": \"Another\"}")
                .body("POST " + STUDY + "/takedown", "{\"reason\": \"It names a person.\"}")
                .run();
    }

    private String draft(Callers callers, String audience) {
        ObjectNode content = Api.complete();
        content.putObject("disclosure").put("audience", audience);
        return new Api(port)
                .post("/case-studies", callers.author(), content.toString())
                .must(201)
                .id();
    }

    private String submitted(Callers callers, String audience) {
        String id = draft(callers, audience);
        new Api(port).act(id, "submission", callers.author()).must(200);
        return id;
    }

    private String published(Callers callers, String audience) {
        String id = submitted(callers, audience);
        new Api(port).act(id, "publication", callers.facilitator()).must(200);
        return id;
    }

    private String takenDown(Callers callers) {
        String id = published(callers, "public");
        new Api(port).act(id, "takedown", callers.facilitator()).must(200);
        return id;
    }

    private String requestedImport(Callers callers) {
        String mapping =
                """
                source: %s
                format: csv
                organisation: Who
                fields:
                  title.en: {column: Name}
                  summary.en: {column: What}
                  kind: {constant: ai}
                """
                        .formatted(Api.unique());
        String parts = part("file", "Name,Who,What\r\nRobot,Cyngor,It files.\r\n") + part("mapping", mapping);
        return new Api(port)
                .send(
                        "POST",
                        "/case-study-imports",
                        callers.facilitator(),
                        parts + "--x--\r\n",
                        "Content-Type",
                        "multipart/form-data; boundary=x")
                .must(202)
                .id();
    }

    private static String part(String name, String content) {
        return "--x\r\nContent-Disposition: form-data; name=\"%1$s\"; filename=\"%1$s\"\r\n\r\n%2$s\r\n"
                .formatted(name, content);
    }
}
