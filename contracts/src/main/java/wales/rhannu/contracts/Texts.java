package wales.rhannu.contracts;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The titles and descriptions of the sources: pairs, of which the built documents have the English one. */
final class Texts {

    private final Map<String, String> welsh = new TreeMap<>();

    /**
     * The English text of a pair.
     *
     * @throws IllegalArgumentException when one of the two is missing, or another pair says the same English otherwise in Welsh
     */
    String english(String place, JsonNode pair) {
        String cy = pair.path("cy").asString("");
        String en = pair.path("en").asString("");
        if (cy.isBlank() || en.isBlank() || pair.size() != 2) {
            throw new IllegalArgumentException(
                    place + " must be a pair of texts, {\"cy\": \"…\", \"en\": \"…\"}, but is " + pair);
        }
        String other = welsh.putIfAbsent(en, cy);
        if (other != null && !other.equals(cy)) {
            throw new IllegalArgumentException(place + ": \"" + en + "\" has two Welsh texts, \"" + other + "\" and \""
                    + cy + "\"; readers of Welsh get one for each English text");
        }
        return en;
    }

    Map<String, String> welsh() {
        return welsh;
    }
}
