package wales.rhannu.walkthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import wales.rhannu.walkthrough.Block.Change;
import wales.rhannu.walkthrough.Block.Commands;
import wales.rhannu.walkthrough.Block.WholeFile;

class PageTests {

    private static final String PAGE =
            """
            # A page

            ```sh
            nobody is asked to run this before the first step
            ```

            ## 1. First

            ```sh
            cp a b
            ```

            `b/README.md`:

            ```markdown
            # b
            ```

            To be read:

            ```console
            $ ls
            ```

            ## 2. Second

            ```diff
            --- a/list
            +++ b/list
            @@ -1,2 +1,3 @@
             one
            +two
             three
            ```
            """;

    private static final Change TWO = new Change("list", List.of("one", "three"), List.of("one", "two", "three"));

    @Test
    void aStepHasCommandsFilesAndChangesAndWhatIsOnlyToBeRead() {
        assertThat(Page.of(PAGE).steps())
                .containsExactly(
                        new Page.Step(
                                "1. First", List.of(new Commands("cp a b\n"), new WholeFile("b/README.md", "# b\n"))),
                        new Page.Step("2. Second", List.of(TWO)));
    }

    @Test
    void aChangeThatGitWouldNotTakeIsRefused() {
        assertThatThrownBy(() -> Page.of(PAGE.replace("+1,3", "+1,2"))).hasMessageContaining("2 lines to 3");
    }

    @Test
    void aChangeIsMadeWhereItsLinesStandTogether() {
        assertThat(TWO.applyTo("none\none\nthree\nfour\n")).isEqualTo("none\none\ntwo\nthree\nfour\n");
        assertThat(TWO.applyTo("one\nthree\n")).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aChangeThatHasNoPlaceOrSeveralIsRefused() {
        assertThatThrownBy(() -> TWO.applyTo("one\nfour\nthree\n")).hasMessageContaining("no place");
        assertThatThrownBy(() -> TWO.applyTo("one\nthree\none\nthree\n")).hasMessageContaining("more than one place");
    }
}
