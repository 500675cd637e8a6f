package wales.rhannu.starter.aggregate;

import org.springframework.data.mongodb.core.query.Criteria;

/**
 * Pages by keyset: which documents come behind the last one of the page before, in the order of a field and then of ids that
 * rise. The field is also compared by itself, so that a planner begins to read an index at that place; by the alternatives
 * alone it would begin at the first page.
 */
public final class Keyset {

    private Keyset() {}

    /** Adds the condition for documents after the given one, in ascending order of the field. */
    public static Criteria ascending(Criteria criteria, String field, Object last, String id) {
        return criteria.and(field)
                .gte(last)
                .orOperator(
                        Criteria.where(field).gt(last), Criteria.where("_id").gt(id));
    }

    /** Adds the condition for documents after the given one, in descending order of the field. */
    public static Criteria descending(Criteria criteria, String field, Object last, String id) {
        return criteria.and(field)
                .lte(last)
                .orOperator(
                        Criteria.where(field).lt(last), Criteria.where("_id").gt(id));
    }
}
