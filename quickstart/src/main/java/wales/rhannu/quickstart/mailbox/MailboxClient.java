package wales.rhannu.quickstart.mailbox;

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

/** Reads the mailbox of another process on this machine. */
public final class MailboxClient {

    private final String mails;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * A client of the mailbox at an address.
     *
     * @param base such as {@code http://localhost:8025}
     */
    public MailboxClient(String base) {
        this.mails = base + MailboxApi.MAILS;
    }

    /**
     * A mail's texts.
     *
     * @param text all that it says, whatever the form
     */
    public record Received(long id, String subject, String text) {}

    /** The id of the newest mail there is. */
    public long lastId() throws IOException {
        return get("?limit=0").path("last").asLong();
    }

    /** The mails that a person got after the one with this id, oldest first, at most a hundred. */
    public List<Received> after(long id, String address) throws IOException {
        List<Received> received = new ArrayList<>();
        JsonNode answer = get("?after=" + id + "&to=" + URLEncoder.encode(address, StandardCharsets.UTF_8));
        for (JsonNode mail : answer.path("items")) {
            received.add(new Received(
                    mail.path("id").asLong(),
                    mail.path("subject").asString(""),
                    mail.path("text").asString("") + "\n" + mail.path("html").asString("")));
        }
        return received;
    }

    private JsonNode get(String query) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(mails + query))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("it answered " + response.statusCode());
            }
            return JsonMapper.shared().readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
