package wales.rhannu.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.testplatform.Platform;

/** What the platform mailed to somebody, read from its mailbox. */
final class MailboxReader {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private MailboxReader() {}

    static int count(Platform platform, String address) {
        return of(platform, address).size();
    }

    /** The texts, oldest first. */
    static List<String> of(Platform platform, String address) {
        List<String> texts = new ArrayList<>();
        long last = 0;
        JsonNode mails;
        do {
            mails = get(platform.mailbox() + "/api/mails?after=" + last + "&to="
                    + URLEncoder.encode(address, StandardCharsets.UTF_8));
            for (JsonNode mail : mails) {
                last = mail.path("id").asLong();
                texts.add(mail.path("text").asString("") + "\n"
                        + mail.path("html").asString(""));
            }
        } while (!mails.isEmpty());
        return texts;
    }

    private static JsonNode get(String mails) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(mails))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(mails + " answered " + response.statusCode());
            }
            return JsonMapper.shared().readTree(response.body()).path("items");
        } catch (IOException e) {
            throw new IllegalStateException(mails + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
