package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.search.SearchCriteria.Dimension;
import wales.rhannu.casestudy.study.StudyCaller;
import wales.rhannu.casestudy.study.StudyState;

class StudyIndexTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final StudyCaller ANYBODY = StudyCaller.of(Optional.empty());

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
        return index.search(new SearchCriteria(q, Map.of(), List.of(), null, ANYBODY), 20, null)
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

    private static StudyState study(int number, String kind, String stage, String technology, Instant when) {
        return JSON.readValue(
                """
                {"id": "%1$s", "status": "published", "embargoed": false, "created": "%5$s", "changed": "%5$s",
                 "published": "%5$s",
                 "content": {"title": {"en": "Number %6$d of all"}, "kind": "%2$s", "stage": "%3$s",
                             "technologies": ["%4$s"], "disclosure": {"audience": "%7$s"}}}
                """
                        .formatted(
                                id(number),
                                kind,
                                stage,
                                technology,
                                when,
                                number,
                                number % 7 == 0 ? "members" : "public"),
                StudyState.class);
    }

    private static String id(int number) {
        return "id%04d".formatted(number);
    }

    /** Some hundred of them in several pieces of the index, many written in the same second. */
    private List<JsonNode> several() {
        Random random = new Random(1);
        List<JsonNode> readable = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            StudyState state = study(
                    i,
                    List.of("ai", "rpa", "hybrid").get(random.nextInt(3)),
                    List.of("live", "pilot", "idea").get(random.nextInt(3)),
                    "Tool " + random.nextInt(12),
                    Instant.parse("2026-10-05T09:00:00Z").plusSeconds(random.nextInt(40)));
            index.take(state.id(), 1, state);
            if (i % 150 == 0) {
                index.size();
            }
            if (i % 7 != 0) {
                readable.add(JSON.valueToTree(state.view()));
            }
        }
        readable.sort(Comparator.comparing(
                        (JsonNode view) -> Instant.parse(view.path("published").stringValue()))
                .reversed()
                .thenComparing(view -> StudyDocument.turn(view.path("id").stringValue())));
        return readable;
    }

    private static boolean has(JsonNode view, Dimension dimension, List<String> values) {
        JsonNode value =
                dimension == Dimension.TECHNOLOGY ? view.path("technologies").path(0) : view.path(dimension.field());
        return values.contains(StudyQuery.filterable(value.asString("")));
    }

    private static List<JsonNode> matching(List<JsonNode> views, Map<Dimension, List<String>> filters) {
        return views.stream()
                .filter(view ->
                        filters.entrySet().stream().allMatch(filter -> has(view, filter.getKey(), filter.getValue())))
                .toList();
    }

    private static Map<String, Long> countedByHand(
            List<JsonNode> views, Map<Dimension, List<String>> filters, Dimension dimension) {
        Map<Dimension, List<String>> others = new HashMap<>(filters);
        others.remove(dimension);
        return matching(views, others).stream()
                .collect(Collectors.groupingBy(
                        view -> (dimension == Dimension.TECHNOLOGY
                                        ? view.path("technologies").path(0)
                                        : view.path(dimension.field()))
                                .stringValue(),
                        Collectors.counting()));
    }

    private static Map<String, Long> counted(List<StudyIndex.Count> counts) {
        return counts.stream().collect(Collectors.toMap(StudyIndex.Count::value, count -> (long) count.count()));
    }

    static List<Map<Dimension, List<String>>> filters() {
        return List.of(
                Map.of(),
                Map.of(Dimension.KIND, List.of("ai")),
                Map.of(Dimension.KIND, List.of("ai", "rpa"), Dimension.STAGE, List.of("live")),
                Map.of(Dimension.TECHNOLOGY, List.of("tool 3"), Dimension.STAGE, List.of("idea", "pilot")),
                Map.of(Dimension.KIND, List.of("automation")));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void pagesAndCountsAreWhatIsSortedAndCountedByHand(Map<Dimension, List<String>> filters) {
        List<JsonNode> readable = several();
        List<String> expected = matching(readable, filters).stream()
                .map(view -> view.path("id").stringValue())
                .toList();
        // the second time what was counted is known
        for (int time = 0; time < 2; time++) {
            for (String words : new String[] {null, "number of all"}) {
                SearchCriteria criteria = new SearchCriteria(words, filters, List.of(), null, ANYBODY);
                List<String> found = new ArrayList<>();
                StudyIndex.Place after = null;
                do {
                    StudyIndex.Found page = index.search(criteria, 37, after);
                    page.items()
                            .forEach(view ->
                                    found.add(JSON.readTree(view).path("id").stringValue()));
                    assertThat(page.total()).isEqualTo(expected.size());
                    for (Dimension dimension : List.of(Dimension.KIND, Dimension.STAGE, Dimension.TECHNOLOGY)) {
                        assertThat(counted(page.facets().getOrDefault(dimension, List.of())))
                                .isEqualTo(countedByHand(readable, filters, dimension));
                    }
                    after = page.last();
                } while (after != null);
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsCountedAgreesWithWhatIsFoundWhileStudiesChange() throws Exception {
        for (int i = 1; i <= 60; i++) {
            if (i % 7 != 0) {
                index.take(id(i), 1, study(i, "ai", "live", "Tool", Instant.EPOCH));
            }
        }
        int all = index.size();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService others = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> asking = new ArrayList<>();
            for (String words : new String[] {"number", null}) {
                asking.add(others.submit(() -> {
                    SearchCriteria criteria = new SearchCriteria(words, Map.of(), List.of(), null, ANYBODY);
                    while (!done.get()) {
                        StudyIndex.Found found = index.search(criteria, 100, null);
                        assertThat(found.total()).isEqualTo(all);
                        assertThat(found.items()).hasSize(all);
                        Map<String, Long> kinds = new HashMap<>();
                        found.items()
                                .forEach(view -> kinds.merge(
                                        JSON.readTree(view).path("kind").stringValue(), 1L, Long::sum));
                        assertThat(counted(found.facets().getOrDefault(Dimension.KIND, List.of())))
                                .isEqualTo(kinds);
                    }
                }));
            }
            for (int change = 2; change < 400; change++) {
                int i = change % 60 + 1;
                if (i % 7 != 0) {
                    index.take(
                            id(i), change, study(i, change % 2 == 0 ? "rpa" : "hybrid", "live", "Tool", Instant.EPOCH));
                }
            }
            done.set(true);
            for (Future<?> one : asking) {
                one.get();
            }
        } finally {
            done.set(true);
            others.shutdownNow();
        }
    }
}
