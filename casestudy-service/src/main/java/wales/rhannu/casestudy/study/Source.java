package wales.rhannu.casestudy.study;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an imported case study comes from.
 *
 * @param name of the source, stable: the id is derived from it and the row
 * @param row the number of the row, or the key that the source has for it
 * @param organisation whose it is, as the source names it
 * @param raw the source's values as they are, for internal topics alone
 */
record Source(@Nullable String name, @Nullable String row, @Nullable String organisation, List<Column> raw) {

    /** A value of the source, and the heading that it stands under. */
    record Column(@Nullable String column, @Nullable String value) {}

    Source {
        raw = StudyContent.listed(raw);
    }

    /** Without the source's own values, and without whose it is where that stays unsaid. */
    Source forReaders(boolean anonymous) {
        return new Source(name, row, anonymous ? null : organisation, List.of());
    }
}
