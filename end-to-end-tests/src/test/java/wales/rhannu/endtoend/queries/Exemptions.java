package wales.rhannu.endtoend.queries;

import java.util.List;
import java.util.Set;
import wales.rhannu.endtoend.queries.QueryShape.Condition;

/** What queries may do although no index helps with it, each with its reason. */
record Exemptions(List<LookedThrough> lookedThrough, List<Sorted> sorted, List<ReadAll> readAll) {

    /**
     * Documents that an index finds may be looked through for a field.
     *
     * @param beside what the index is bound by
     */
    record LookedThrough(String collection, String field, String beside, String reason) {}

    /** What a field finds may be sorted in memory. */
    record Sorted(String collection, String field, String reason) {}

    /**
     * Who asks by nothing but this may read all.
     *
     * @param collection with a star before the dot for every service's
     */
    record ReadAll(String collection, Set<String> fields, String reason) {}

    static final Exemptions NONE = new Exemptions(List.of(), List.of(), List.of());

    /** Those of the services. */
    static Exemptions ofTheServices() {
        return new Exemptions(
                List.of(
                        new LookedThrough(
                                "events.meetups",
                                "state.endsAt",
                                "state.startsAt",
                                "a meetup takes 14 days at most, so its beginning bounds its end"),
                        new LookedThrough("events.meetups", "state.content.mode", "state.startsAt", "there are three"),
                        new LookedThrough(
                                "events.meetups", "state.status", "state.organiser", "one organiser has few meetups"),
                        new LookedThrough(
                                "events.series", "state.status", "state.organiser", "one organiser has few series"),
                        new LookedThrough(
                                "events.registrations",
                                "state.meetup",
                                "state.arrival",
                                "an arrival begins with its meetup"),
                        new LookedThrough(
                                "events.registrations",
                                "state.state",
                                "state.arrival",
                                "most of a meetup's are wanted, in the order of arrival"),
                        new LookedThrough(
                                "events.registrations",
                                "state.mode",
                                "state.arrival",
                                "there are three, and the order is that of arrival"),
                        new LookedThrough(
                                "membership.member_sessions", "ending", "member", "a member has few sessions"),
                        new LookedThrough(
                                "membership.member_sessions", "expires", "member", "a member has few sessions"),
                        new LookedThrough(
                                "feedback.topics",
                                "state.visibility",
                                "state.about.id",
                                "most of what is about one thing is shown"),
                        new LookedThrough(
                                "feedback.topics",
                                "state.visibility",
                                "state.author",
                                "few of those that somebody began are deleted"),
                        new LookedThrough(
                                "feedback.topics",
                                "state.audience",
                                "state.about.id",
                                "what is about one thing is little"),
                        new LookedThrough(
                                "feedback.rankings", "state.status", "state.author", "one author has few rankings"),
                        new LookedThrough(
                                "feedback.rankings",
                                "state.result.voters.people",
                                "state.status",
                                "once an hour, among those that are closed"),
                        new LookedThrough(
                                "feedback.replies",
                                "state.author",
                                "state.topic",
                                "the first of somebody else ends it, and most are of others"),
                        new LookedThrough(
                                "feedback.ballots",
                                "state.order",
                                "state.ranking",
                                "most ballots of a ranking have an order"),
                        new LookedThrough(
                                "feedback.outcomes",
                                "state.asked.kind",
                                "state.asked.id",
                                "an id is hardly ever of two kinds"),
                        new LookedThrough(
                                "feedback.outcomes",
                                "state.account.progress",
                                "state.asked.id",
                                "of one thing there are few outcomes"),
                        new LookedThrough("membership.members", "state.standing", "terms", "few members are disabled"),
                        new LookedThrough(
                                "membership.members",
                                "state.organisation",
                                "terms",
                                "whoever looks for words in one organisation finds few"),
                        new LookedThrough(
                                "membership.members", "_id", "terms", "the place of a page in what is found")),
                List.of(new Sorted(
                        "membership.members",
                        "terms",
                        "words' beginnings have no one order; the best hundred are kept while it is read")),
                List.of(
                        new ReadAll(
                                "casestudy.import_rows",
                                Set.of("at"),
                                "rows of a version that noted no time are null in the index"),
                        new ReadAll(
                                "casestudy.case-studies",
                                Set.of("erased"),
                                "an instance that starts fills its search index"),
                        new ReadAll(
                                "membership.organisations",
                                Set.of("erased"),
                                "there are some hundreds; parts of their names are looked for"),
                        new ReadAll(
                                "membership.members",
                                Set.of("erased"),
                                "every ten minutes, once, two numbers and once the address of each, to complete what an older version wrote"),
                        new ReadAll("*.dead_letter_resolutions", Set.of(), "an operator made each by hand"),
                        new ReadAll("*.dead_letter_resolutions", Set.of("at"), "an operator made each by hand")));
    }

    boolean mayBeLookedThrough(String collection, String field, Set<String> bound) {
        return field.equals("erased")
                || lookedThrough.stream()
                        .anyMatch(each -> each.collection().equals(collection)
                                && each.field().equals(field)
                                && bound.contains(each.beside()));
    }

    boolean maySort(QueryShape query) {
        return sorted.stream()
                .anyMatch(each -> each.collection().equals(query.collection())
                        && query.conditions().getOrDefault(each.field(), Condition.OTHER) != Condition.OTHER);
    }

    boolean mayReadAll(QueryShape query) {
        return readAll.stream()
                .anyMatch(each -> (each.collection().equals(query.collection())
                                || each.collection().startsWith("*.")
                                        && query.collection()
                                                .endsWith(each.collection().substring(1)))
                        && each.fields().equals(query.conditions().keySet())
                        && query.alternatives().isEmpty()
                        && query.sort().isEmpty());
    }
}
