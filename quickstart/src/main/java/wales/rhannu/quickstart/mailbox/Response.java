package wales.rhannu.quickstart.mailbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer; its body is written piece by piece. */
record Response(int status, Map<String, String> headers, Body body) {

    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static Response of(int status, String contentType, Body body) {
        return new Response(status, Map.of("Content-Type", contentType), body);
    }

    static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    static Response of(int status, String contentType, String text) {
        return of(status, contentType, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}
