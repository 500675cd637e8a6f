package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryExecutionTests {

    private final MVMap<Object, Document> documents = MVStore.open(null).openMap("documents");

    @BeforeEach
    void tenDocuments() {
        for (int number = 0; number < 10; number++) {
            documents.put("d" + number, new Document("_id", "d" + number).append("back", -number));
        }
    }

    private QueryExecution reading(Document query, @Nullable Document order, int skip, int limit) {
        Document condition = query.get("_id") instanceof Document some ? some : new Document();
        Predicate<Document> wanted = document ->
                condition.entrySet().stream().allMatch(part -> holds(idOf(document), part.getKey(), part.getValue()));
        return new QueryExecution(
                documents, (root, id) -> documents.get(root.root, id), query, wanted, null, order, skip, limit);
    }

    private static String idOf(Document document) {
        return String.valueOf(document.get("_id"));
    }

    private static boolean holds(String id, String operator, Object bound) {
        int compared = id.compareTo(bound.toString());
        return switch (operator) {
            case "$gt" -> compared > 0;
            case "$lte" -> compared <= 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static List<String> ids(QueryExecution reading, int batch) {
        List<String> all = new ArrayList<>();
        while (!reading.isDone()) {
            List<Document> some = reading.next(batch);
            assertThat(some).hasSizeLessThanOrEqualTo(batch);
            some.forEach(document -> all.add(idOf(document)));
        }
        return all;
    }

    @Test
    void aScanGivesEachDocumentOnceWhateverTheBatch() {
        for (int batch = 1; batch < 12; batch++) {
            assertThat(ids(reading(new Document(), null, 2, 7), batch))
                    .containsExactly("d2", "d3", "d4", "d5", "d6", "d7", "d8");
        }
    }

    @Test
    void aSortIsTheSameWhateverTheBatch() {
        for (int batch = 1; batch < 12; batch++) {
            assertThat(ids(reading(new Document(), new Document("back", 1), 1, 3), batch))
                    .containsExactly("d8", "d7", "d6");
            assertThat(ids(reading(new Document(), new Document("back", -1), 8, 0), batch))
                    .containsExactly("d8", "d9");
            assertThat(ids(reading(new Document(), new Document("_id", -1), 1, 3), batch))
                    .containsExactly("d8", "d7", "d6");
        }
    }

    @Test
    void whatIsRemovedOrPutBehindBeforeItsTurnIsSeenAsItIsThen() {
        QueryExecution scan = reading(new Document(), null, 0, 0);
        QueryExecution sort = reading(new Document(), new Document("back", 1), 0, 0);
        assertThat(scan.next(3)).hasSize(3);
        assertThat(sort.next(3)).hasSize(3);
        documents.remove("d1");
        documents.remove("d5");
        documents.put("d55", new Document("_id", "d55"));
        assertThat(ids(scan, 2)).containsExactly("d3", "d4", "d55", "d6", "d7", "d8", "d9");
        assertThat(ids(sort, 2)).containsExactly("d6", "d4", "d3", "d2", "d0");
    }

    @Test
    void anOrderByIdBeginsWhereTheQueryDoes() {
        Document between = new Document("_id", new Document("$gt", "d2").append("$lte", "d5"));
        assertThat(ids(reading(between, new Document("_id", 1), 0, 0), 2)).containsExactly("d3", "d4", "d5");
        assertThat(ids(reading(between, new Document("_id", -1), 0, 0), 2)).containsExactly("d5", "d4", "d3");
        assertThat(ids(reading(between, null, 1, 1), 2)).containsExactly("d4");
    }

    @Test
    void aCountHoldsWhatASkipAndALimitLeave() {
        assertThat(reading(new Document(), null, 0, 0).count()).isEqualTo(10);
        assertThat(reading(new Document(), null, 8, 5).count()).isEqualTo(2);
        assertThat(reading(new Document(), null, 0, 4).count()).isEqualTo(4);
    }
}
