package wales.rhannu.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events as lines: the data of each, on one line. */
class SseLines {

    private final PrintStream out;
    private String lastId = "";

    SseLines(PrintStream out) {
        this.out = out;
    }

    /** The id of the last event, from which a new connection continues; empty before the first event. */
    String lastId() {
        return lastId;
    }

    /** Prints events until the stream ends or breaks, or nobody reads them any more. */
    void print(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder data = new StringBuilder();
            String id = lastId;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : " ")
                            .append(line.substring("data:".length()).strip());
                } else if (line.startsWith("id:")) {
                    id = line.substring("id:".length()).strip();
                } else if (line.isEmpty()) {
                    lastId = id;
                    if (!data.isEmpty()) {
                        out.println(data);
                        data.setLength(0);
                    }
                    if (!reader.ready() && out.checkError()) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // the connection broke: the caller connects again from the last event
        }
    }
}
