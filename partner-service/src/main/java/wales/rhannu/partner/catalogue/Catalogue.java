package wales.rhannu.partner.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The public topics, their event types and schemas, read once from the contracts on the classpath. */
@Component
public class Catalogue {

    static final Locale WELSH = Locale.forLanguageTag("cy");

    /** A topic that anyone may read. */
    public record PublicTopic(String topic, String title, String description) {}

    private final Edition english;
    private final Edition welsh;

    Catalogue(JsonMapper json, PlatformSettings platform) {
        try {
            Contracts contracts = Contracts.read(json);
            english = new Edition(json, contracts, "en", Map.of(), platform.issuer());
            welsh = new Edition(json, contracts, "cy", contracts.welsh(), platform.issuer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The topics that anyone may read, by name; with texts in Welsh where that is the language, and in English otherwise. */
    public Collection<PublicTopic> topics(Locale language) {
        return in(language).topics();
    }

    Edition in(Locale language) {
        return WELSH.getLanguage().equals(language.getLanguage()) ? welsh : english;
    }
}
