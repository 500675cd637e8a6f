package wales.rhannu.endtoend.queries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The indexes and queries that the platform's database server wrote down so far. */
record RecordedQueries(Map<String, Set<DeclaredIndex>> indexes, List<QueryShape> queries) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static RecordedQueries in(Path file) {
        Map<String, Set<DeclaredIndex>> indexes = new TreeMap<>();
        List<QueryShape> queries = new ArrayList<>();
        for (String text : linesOf(file)) {
            JsonNode line = JSON.readTree(text);
            if (line.has("index")) {
                indexes.computeIfAbsent(QueryShape.collectionOf(line), c -> new LinkedHashSet<>())
                        .add(DeclaredIndex.of(line.path("index")));
            } else {
                queries.add(QueryShape.of(line));
            }
        }
        return new RecordedQueries(indexes, queries);
    }

    private static Collection<String> linesOf(Path file) {
        try {
            // a server that was started again writes them again; and one may be half written
            String all = Files.exists(file) ? Files.readString(file) : "";
            return new LinkedHashSet<>(
                    all.substring(0, all.lastIndexOf('\n') + 1).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What no index answers. */
    Set<String> unanswered(Exemptions exemptions) {
        QueryPlanner planner = new QueryPlanner(exemptions);
        Set<String> unanswered = new LinkedHashSet<>();
        for (QueryShape query : queries) {
            List<DeclaredIndex> there = new ArrayList<>(indexes.getOrDefault(query.collection(), Set.of()));
            there.add(DeclaredIndex.ID);
            if (!planner.answers(there, query)) {
                unanswered.add(query.collection() + ": " + query.text());
            }
        }
        return unanswered;
    }
}
