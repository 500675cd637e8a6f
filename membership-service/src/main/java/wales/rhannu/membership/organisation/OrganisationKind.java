package wales.rhannu.membership.organisation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.stream.Stream;

/** What kind of body an organisation is. One that was listed as another kind before these were fixed keeps it. */
enum OrganisationKind {
    LOCAL_AUTHORITY,
    HEALTH_BOARD,
    NHS_TRUST,
    SPECIAL_HEALTH_AUTHORITY,
    GOVERNMENT,
    SPONSORED_BODY,
    FIRE_AND_RESCUE,
    POLICE,
    NATIONAL_PARK,
    EDUCATION,
    CHARITY,
    OTHER_PUBLIC_BODY;

    /** As the API says it. */
    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static boolean has(String text) {
        return Stream.of(values()).anyMatch(kind -> kind.text().equals(text));
    }
}
