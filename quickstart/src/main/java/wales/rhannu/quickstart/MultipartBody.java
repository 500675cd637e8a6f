package wales.rhannu.quickstart;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Files as the body of a multipart/form-data request, read while they are sent. */
class MultipartBody {

    private final String boundary = "rhannu-" + UUID.randomUUID();
    private final List<BodyPublisher> pieces = new ArrayList<>();

    MultipartBody with(String name, Path file) throws FileNotFoundException {
        String fileName = String.valueOf(file.getFileName()).replaceAll("[\"\\r\\n]", "_");
        String type = fileName.endsWith(".csv")
                ? "text/csv"
                : fileName.endsWith(".json") ? "application/json" : "application/octet-stream";
        pieces.add(BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name
                + "\"; filename=\"" + fileName + "\"\r\nContent-Type: " + type + "\r\n\r\n"));
        pieces.add(BodyPublishers.ofFile(file));
        pieces.add(BodyPublishers.ofString("\r\n"));
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher publisher() {
        List<BodyPublisher> all = new ArrayList<>(pieces);
        all.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
        return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
    }
}
