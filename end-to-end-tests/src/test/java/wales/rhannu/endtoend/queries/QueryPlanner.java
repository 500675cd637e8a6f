package wales.rhannu.endtoend.queries;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import wales.rhannu.endtoend.queries.DeclaredIndex.Key;
import wales.rhannu.endtoend.queries.QueryShape.Condition;

/**
 * Says whether an index answers a query as a planner would have it: the fields that are compared for equality come first, then
 * those of the order, all as they rise or all the other way round, then those of ranges. Then no more is read than is
 * found, and nothing is sorted in memory. Alternatives are looked for one after the other where no order is asked for; a planner can
 * merge ordered ones, but is not trusted to. That an erased aggregate is left out costs the reading of those that were erased.
 */
final class QueryPlanner {

    private final Exemptions exemptions;

    QueryPlanner(Exemptions exemptions) {
        this.exemptions = exemptions;
    }

    boolean answers(Collection<DeclaredIndex> indexes, QueryShape query) {
        return exemptions.mayReadAll(query)
                || query.conditions().get("_id") == Condition.EQUAL
                || indexes.stream().anyMatch(index -> answers(index, query))
                || query.sort().isEmpty()
                        && query.alternatives().stream()
                                .anyMatch(group -> query.apart(group).allMatch(each -> answers(indexes, each)));
    }

    private boolean answers(DeclaredIndex index, QueryShape query) {
        if (index.sparse() && !leavesOutNothing(index, query)) {
            return false;
        }
        List<Key> keys = index.keys();
        int next = 0;
        Set<String> bound = new HashSet<>();
        while (next < keys.size() && is(query, keys.get(next), Condition.EQUAL)) {
            bound.add(keys.get(next).field());
            next++;
        }
        if (index.unique() && next == keys.size()) {
            return true;
        }
        List<Key> order = query.sort().stream()
                .filter(key -> !bound.contains(key.field()))
                .toList();
        if (follows(keys.subList(next, keys.size()), order)) {
            order.forEach(key -> bound.add(key.field()));
            next += order.size();
        } else if (!exemptions.maySort(query)) {
            return false;
        }
        if (next < keys.size() && narrows(query, keys.get(next))) {
            bound.add(keys.get(next).field());
        }
        return beginsAtItsPlace(query, order)
                && !bound.isEmpty()
                && query.conditions().keySet().stream()
                        .filter(field -> !bound.contains(field))
                        .allMatch(field -> exemptions.mayBeLookedThrough(query.collection(), field, bound));
    }

    private static boolean is(QueryShape query, Key key, Condition condition) {
        return query.conditions().get(key.field()) == condition;
    }

    /** A sparse index lacks the documents without its fields: it answers only who wants none of those. */
    private static boolean leavesOutNothing(DeclaredIndex index, QueryShape query) {
        return index.keys().stream().anyMatch(key -> narrows(query, key));
    }

    private static boolean narrows(QueryShape query, Key key) {
        return query.conditions().getOrDefault(key.field(), Condition.OTHER) != Condition.OTHER;
    }

    /** A later page is read from its beginning on only where the field of the order is compared outside the alternatives too. */
    private static boolean beginsAtItsPlace(QueryShape query, List<Key> order) {
        return order.isEmpty()
                || narrows(query, order.get(0))
                || query.alternatives().stream()
                        .flatMap(List::stream)
                        .noneMatch(alternative -> alternative.has(order.get(0).field()));
    }

    private static boolean follows(List<Key> keys, List<Key> order) {
        if (order.size() > keys.size()) {
            return false;
        }
        for (int i = 0; i < order.size(); i++) {
            boolean backwards = order.get(0).rises() != keys.get(0).rises();
            if (!keys.get(i).field().equals(order.get(i).field())
                    || (keys.get(i).rises() != order.get(i).rises()) != backwards) {
                return false;
            }
        }
        return true;
    }
}
