package wales.rhannu.casestudy.importing;

import tools.jackson.databind.node.ObjectNode;

/** What an import asks of the case studies: the {@code study} package grants it. */
public interface ImportedStudies {

    /** How many columns of its source an imported one keeps in {@code source.raw}. */
    int MOST_COLUMNS = 1_000;

    /** What became of a row. */
    enum Outcome {
        CREATED,
        UNCHANGED
    }

    /**
     * Takes an imported case study, unless there is one with its id.
     *
     * @param content the body of {@code POST /api/v1/case-studies}, with {@code source{name, row, organisation, raw}}
     * @param publish whether it is published at once; a draft otherwise
     * @param importer the id of the member who imports
     * @throws wales.rhannu.starter.aggregate.DomainException invalid, with every violation, when it cannot be accepted
     */
    Outcome take(String id, ObjectNode content, boolean publish, String importer);

    /** Whether there is a case study with the id. */
    boolean has(String id);
}
