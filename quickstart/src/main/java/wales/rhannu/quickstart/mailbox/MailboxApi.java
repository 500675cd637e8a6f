package wales.rhannu.quickstart.mailbox;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The mails as JSON, the oldest first, for programs of this machine. */
class MailboxApi {

    static final String MAILS = "/api/mails";
    private static final int DEFAULT_LIMIT = 100;

    private final MailStore mails;

    MailboxApi(MailStore mails) {
        this.mails = mails;
    }

    Response answer(Request request) {
        if (!request.path().equals(MAILS)) {
            return Response.of(404, "application/json", "{\"title\": \"There is only " + MAILS + "\"}\n");
        }
        long after = request.number("after").orElse(0);
        String to = request.parameter("to");
        int limit = (int) Math.min(request.number("limit").orElse(DEFAULT_LIMIT), DEFAULT_LIMIT);
        long last = mails.lastId();
        List<ReceivedMail> found = mails.oldest(mail -> mail.id() > after && (to.isEmpty() || mail.isTo(to)), limit);
        return Response.of(200, "application/json", out -> write(out, last, found));
    }

    /** Writes mail by mail, so that only one is decoded in memory at a time. */
    private static void write(OutputStream out, long last, List<ReceivedMail> found) throws IOException {
        JsonMapper mapper = JsonMapper.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        try (JsonGenerator json = mapper.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberProperty("last", last);
            json.writeArrayPropertyStart("items");
            for (ReceivedMail mail : found) {
                write(json, mail);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ReceivedMail mail) {
        MailContent content = MailContent.of(mail);
        json.writeStartObject();
        json.writeNumberProperty("id", mail.id());
        json.writeStringProperty("received", mail.received().toString());
        json.writeStringProperty("from", mail.from());
        json.writeArrayPropertyStart("to");
        mail.to().forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("subject", mail.subject());
        json.writeStringProperty("text", content.text());
        json.writeStringProperty("html", content.html());
        json.writeEndObject();
    }
}
