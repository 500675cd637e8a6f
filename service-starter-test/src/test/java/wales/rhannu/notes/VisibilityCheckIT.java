package wales.rhannu.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static wales.rhannu.starter.test.Callers.Kind.AUTHOR;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.Callers;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.VisibilityCheck;

/** Notes are hidden from nobody who is signed in: a check that takes them for hidden has to say so. */
@PlatformTest(topics = "groups.groups")
class VisibilityCheckIT {

    private static final String NOTE = "/api/v1/notes/{id}";
    private static final String BODY = "{\"text\": \"Bore da\"}";

    @Autowired
    ApplicationContext service;

    @LocalServerPort
    int port;

    private List<String> note(Callers callers) {
        return List.of(new TestApi(port)
                .post("/notes", callers.author(), BODY)
                .must(201)
                .id());
    }

    @Test
    void whatIsToldToThoseWhoMayNotSeeItIsFound() {
        VisibilityCheck check = VisibilityCheck.of(service)
                .hidden("a note", NOTE, Set.of(AUTHOR), this::note)
                .body("PUT " + NOTE, BODY);

        assertThatThrownBy(check::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET " + NOTE + " on a note as STRANGER: answers AnswerSeen[status=200")
                .hasMessageContaining("PUT " + NOTE + " If-Match: \"999999999\" " + BODY
                        + " on a note as STRANGER: answers AnswerSeen[status=412");
    }

    @Test
    void operationsAndBodiesThatAreForgottenAreFound() {
        VisibilityCheck nothing = VisibilityCheck.of(service);
        assertThatThrownBy(nothing::run).hasMessageContaining("PUT " + NOTE + ": this test knows no resource of it");

        VisibilityCheck withoutBody = VisibilityCheck.of(service).hidden("a note", NOTE, Set.of(), this::note);
        assertThatThrownBy(withoutBody::run).hasMessageContaining("PUT " + NOTE + ": this test has no valid body");
    }

    @Test
    void whatIsSaidOfOperationsThatThereAreNotIsFound() {
        VisibilityCheck check = VisibilityCheck.of(service)
                .hasNothingHidden(NOTE, "Everybody reads every note.")
                .hasNothingHidden("/api/v1/books/{id}", "There are none.")
                .body("PATCH " + NOTE, BODY);

        assertThatThrownBy(check::run)
                .hasMessageContaining("/api/v1/books/{id}: there is no operation on it")
                .hasMessageContaining("PATCH " + NOTE + ": there is no such operation")
                .satisfies(wrong -> assertThat(wrong).hasMessageStartingWith("2 answers"));
    }
}
