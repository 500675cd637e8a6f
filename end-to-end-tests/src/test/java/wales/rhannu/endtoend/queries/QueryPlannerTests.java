package wales.rhannu.endtoend.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wales.rhannu.endtoend.queries.DeclaredIndex.Key;
import wales.rhannu.endtoend.queries.Exemptions.LookedThrough;
import wales.rhannu.endtoend.queries.Exemptions.ReadAll;
import wales.rhannu.endtoend.queries.Exemptions.Sorted;

class QueryPlannerTests {

    private static DeclaredIndex index(String... keys) {
        return new DeclaredIndex(
                Stream.of(keys)
                        .map(key -> key.startsWith("-") ? new Key(key.substring(1), false) : new Key(key, true))
                        .toList(),
                false,
                false);
    }

    private static DeclaredIndex sparse(String key) {
        return new DeclaredIndex(List.of(new Key(key, true)), false, true);
    }

    private static boolean answers(Exemptions exemptions, String filter, String sort, DeclaredIndex... indexes) {
        List<DeclaredIndex> there = new ArrayList<>(List.of(indexes));
        there.add(DeclaredIndex.ID);
        return new QueryPlanner(exemptions).answers(there, QueryShape.of("db.things", filter, sort));
    }

    private static boolean answers(String filter, String sort, DeclaredIndex... indexes) {
        return answers(Exemptions.NONE, filter, sort, indexes);
    }

    @Test
    void anIdIsAnIndexEnough() {
        assertThat(answers("{'_id': 1, 'version': 1}".replace('\'', '"'), "{}")).isTrue();
        assertThat(answers("{\"_id\": {\"$in\": 1}}", "{\"at\": 1}")).isTrue();
        assertThat(answers("{}", "{\"_id\": 1}")).isTrue();
        assertThat(answers("{\"_id\": {\"$gt\": 1}}", "{\"_id\": 1}")).isTrue();
    }

    @Test
    void fieldsThatAreEqualComeFirstInAnyOrder() {
        String both = "{\"a\": 1, \"b\": {\"$in\": 1}}";
        assertThat(answers(both, "{}", index("b", "a"))).isTrue();
        assertThat(answers(both, "{}", index("a", "b", "c"))).isTrue();
        assertThat(answers(both, "{}", index("a"))).isFalse();
        assertThat(answers(both, "{}", index("a", "c", "b"))).isFalse();
    }

    @Test
    void theOrderFollowsThemOneWayOrTheOther() {
        assertThat(answers("{\"a\": 1}", "{\"at\": -1, \"_id\": 1}", index("a", "-at", "_id")))
                .isTrue();
        assertThat(answers("{\"a\": 1}", "{\"at\": 1, \"_id\": -1}", index("a", "-at", "_id")))
                .isTrue();
        assertThat(answers("{\"a\": 1}", "{\"at\": 1, \"_id\": 1}", index("a", "-at", "_id")))
                .isFalse();
        assertThat(answers("{\"a\": 1}", "{\"at\": 1}", index("a"), index("at")))
                .isFalse();
        assertThat(answers("{}", "{\"at\": 1}", index("at"))).isTrue();
        assertThat(answers("{\"a\": 1}", "{\"a\": 1, \"at\": 1}", index("a", "at")))
                .isTrue();
    }

    @Test
    void rangesComeLast() {
        String range = "{\"a\": 1, \"n\": {\"$gt\": 1}}";
        assertThat(answers(range, "{}", index("a", "n"))).isTrue();
        assertThat(answers(range, "{}", index("n", "a"))).isFalse();
        assertThat(answers(range, "{\"at\": 1}", index("a", "n", "at"))).isFalse();
        assertThat(answers(range, "{\"at\": 1}", index("a", "at", "n"))).isTrue();
        assertThat(answers(range, "{\"n\": -1}", index("a", "n"))).isTrue();
        assertThat(answers("{\"n\": {\"$regex\": \"prefix\"}}", "{}", index("n")))
                .isTrue();
        assertThat(answers("{\"n\": {\"$regex\": \"any\"}}", "{}", index("n"))).isFalse();
    }

    @Test
    void aSparseIndexSortsOnlyWhatHasItsField() {
        assertThat(answers("{}", "{\"at\": 1}", sparse("at"))).isFalse();
        assertThat(answers("{\"at\": null}", "{}", sparse("at"))).isFalse();
        assertThat(answers("{\"at\": {\"$exists\": false}}", "{}", sparse("at")))
                .isFalse();
        assertThat(answers("{\"at\": {\"$gt\": 1}}", "{\"at\": 1}", sparse("at")))
                .isTrue();
        assertThat(answers("{\"at\": {\"$exists\": true}}", "{\"at\": 1}", sparse("at")))
                .isTrue();
    }

    @Test
    void alternativesAreLookedThroughBehindABoundOrEachHasAnIndex() {
        String page = "{\"a\": 1, \"at\": {\"$lte\": 1}, \"$or\": [{\"at\": {\"$lt\": 1}}, {\"_id\": {\"$gt\": 1}}]}";
        assertThat(answers(page, "{\"at\": -1, \"_id\": 1}", index("a", "-at", "_id")))
                .isTrue();
        String fromTheFirstPage = "{\"a\": 1, \"$or\": [{\"at\": {\"$lt\": 1}}, {\"at\": 1, \"_id\": {\"$gt\": 1}}]}";
        assertThat(answers(fromTheFirstPage, "{\"at\": -1, \"_id\": 1}", index("a", "-at", "_id")))
                .isFalse();
        String named = "{\"erased\": {\"$exists\": false}, \"$or\": [{\"a\": 1}, {\"b\": 1}]}";
        assertThat(answers(named, "{}", index("a"), index("b"))).isTrue();
        assertThat(answers(named, "{}", index("a"))).isFalse();
    }

    @Test
    void partsOfAConjunctionHoldTogether() {
        assertThat(answers("{\"$and\": [{\"a\": 1}, {\"n\": {\"$lt\": 1}}]}", "{}", index("a", "n")))
                .isTrue();
    }

    @Test
    void whoAsksForNothingReadsAllAndNeedsAReason() {
        assertThat(answers("{\"erased\": {\"$exists\": false}}", "{}", index("a")))
                .isFalse();
        Exemptions all =
                new Exemptions(List.of(), List.of(), List.of(new ReadAll("db.things", Set.of("erased"), "few")));
        assertThat(answers(all, "{\"erased\": {\"$exists\": false}}", "{}")).isTrue();
        assertThat(answers(all, "{\"a\": 1, \"erased\": {\"$exists\": false}}", "{}"))
                .isFalse();
    }

    @Test
    void anExemptionHoldsBesideItsFieldAlone() {
        Exemptions few = new Exemptions(
                List.of(new LookedThrough("db.things", "b", "a", "few")),
                List.of(new Sorted("db.things", "a", "few")),
                List.of());
        assertThat(answers(few, "{\"a\": 1, \"b\": 1}", "{}", index("a"))).isTrue();
        assertThat(answers(few, "{\"c\": 1, \"b\": 1}", "{}", index("c"))).isFalse();
        assertThat(answers(few, "{\"a\": 1}", "{\"at\": 1}", index("a"))).isTrue();
        assertThat(answers(few, "{\"c\": 1}", "{\"at\": 1}", index("c"))).isFalse();
    }
}
