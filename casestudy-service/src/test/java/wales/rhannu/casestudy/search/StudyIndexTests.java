package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.study.StudyState;
import wales.rhannu.casestudy.study.Visitor;

class StudyIndexTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final Visitor ANYBODY = Visitor.of(Optional.empty());

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private StudyIndex index;

    @BeforeEach
    void open() throws IOException {
        index = new StudyIndex(folder, JSON);
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private static StudyState published(String id, String title) {
        return JSON.readValue(
                """
                {"id": "%s", "status": "published", "embargoed": false,
                 "created": "2026-10-05T09:00:00Z", "changed": "2026-10-05T09:00:00Z",
                 "content": {"title": {"en": "%s"}}}
                """
                        .formatted(id, title),
                StudyState.class);
    }

    private long total(String q) {
        return index.search(new Question(q, Map.of(), List.of(), null, ANYBODY), 20, null)
                .total();
    }

    @Test
    void anOlderStateDoesNotComeBack() {
        index.take("a", 2, published("a", "newer"));
        index.take("a", 1, published("a", "older"));
        assertThat(total("newer")).isEqualTo(1);
        assertThat(total("older")).isZero();
    }

    @Test
    void whatIsGoneStaysGone() {
        index.take("a", 2, null);
        index.take("a", 1, published("a", "late"));
        assertThat(total("late")).isZero();
    }

    @Test
    void whatWasTakenIsFoundAlsoWhileOthersSearch() throws Exception {
        ExecutorService searchers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Long>> each = IntStream.range(0, 400)
                    .mapToObj(i -> (Callable<Long>) () -> {
                        index.take("id" + i, 1, published("id" + i, "word" + i + "x"));
                        return total("word" + i + "x");
                    })
                    .toList();
            for (Future<Long> found : searchers.invokeAll(each)) {
                assertThat(found.get()).isEqualTo(1);
            }
        } finally {
            searchers.shutdownNow();
        }
    }

    @Test
    void aSecondInstanceHasAFolderOfItsOwn() throws IOException {
        index.take("a", 1, published("a", "mine"));
        try (StudyIndex other = new StudyIndex(folder, JSON)) {
            assertThat(other.size()).isZero();
        }
        assertThat(total("mine")).isEqualTo(1);
    }
}
