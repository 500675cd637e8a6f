package wales.rhannu.membership.organisation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Domains of public mail providers: an address there does not show who somebody works for. */
final class FreeMailDomains {

    private static final Set<String> DOMAINS = read();

    private FreeMailDomains() {}

    /**
     * Whether anybody may have an address there.
     *
     * @param domain in its ASCII form
     */
    static boolean isAt(String domain) {
        return DOMAINS.contains(domain);
    }

    private static Set<String> read() {
        try (InputStream list =
                Objects.requireNonNull(FreeMailDomains.class.getResourceAsStream("/free-mail-domains.txt"))) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
