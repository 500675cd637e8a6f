package wales.rhannu.casestudy.study;

import tools.jackson.databind.node.ObjectNode;

/** What an import asks of the case studies. */
public interface ImportedStudies {

    /** How many columns of its source an imported one keeps in {@code source.raw}. */
    int MOST_COLUMNS = 1_000;

    /** The result of a row. */
    enum Taken {
        CREATED,
        /** It was there, untouched, and says now what the row says. */
        UPDATED,
        UNCHANGED,
        /** A person has edited it since it was imported, so it stays as it is. */
        EDITED,
        /** A person has archived it or taken it down, so it stays as it is. */
        HIDDEN,
        /** A person has discarded it, and it does not come back. */
        DISCARDED
    }

    /** What became of a draft. */
    enum Settled {
        /** It is published, or gone. */
        CHANGED,
        /** It was no draft. */
        UNCHANGED,
        /** A person has edited it, so it is not thrown away. */
        EDITED
    }

    /**
     * Takes an imported case study, or brings the one with its id to what it says now.
     *
     * @param content the body of {@code POST /api/v1/case-studies}, with {@code source{name, row, organisation, raw}}
     * @param publish whether it is published; a new one is a draft otherwise, and one that was there stays as it is
     * @param request tells one row of one import from all others, so that a repeat after a crash gives what the first gave
     * @throws wales.rhannu.starter.aggregate.DomainException invalid, with every violation, when it cannot be accepted
     */
    Taken take(String id, ObjectNode content, boolean publish, String request);

    /** Whether there is a case study with the id. */
    boolean has(String id);

    /**
     * Publishes a draft that was imported.
     *
     * @param request tells the wish for this one from all others
     * @throws wales.rhannu.starter.aggregate.DomainException invalid, with all that it lacks
     */
    Settled publish(String id, String request);

    /**
     * Throws away a draft that was imported.
     *
     * @param request tells the wish for this one from all others
     */
    Settled discard(String id, String request);
}
