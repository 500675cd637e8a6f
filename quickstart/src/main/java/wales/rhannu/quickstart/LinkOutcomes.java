package wales.rhannu.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happened to the sign-in links that were asked for, from the counters of membership-service. Its pages do not tell (they
 * answer the same for unknown addresses), but the owner of this machine may know.
 *
 * @param counts by outcome; empty if the service did not answer
 */
record LinkOutcomes(Map<String, Double> counts) {

    private static final Pattern COUNT =
            Pattern.compile("(?m)^rhannu_sign_in_links_total\\{[^}]*outcome=\"([a-z]+)\"[^}]*} ([0-9.E+]+)$");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Reads the counters of a running service. */
    static LinkOutcomes at(HttpClient client, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                .timeout(PATIENCE)
                .header("Accept", "text/plain")
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return in(response.statusCode() == 200 ? response.body() : "");
        } catch (IOException e) {
            return in("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }

    /** Reads the counters from metrics in Prometheus' text format. */
    static LinkOutcomes in(String metrics) {
        Map<String, Double> counts = new HashMap<>();
        Matcher count = COUNT.matcher(metrics);
        while (count.find()) {
            counts.merge(count.group(1), Double.valueOf(count.group(2)), Double::sum);
        }
        return new LinkOutcomes(counts);
    }

    private boolean rose(String outcome, LinkOutcomes before) {
        return counts.getOrDefault(outcome, 0.0) > before.counts.getOrDefault(outcome, 0.0);
    }

    /**
     * Says in one or two sentences why no mail came.
     *
     * @param before the counters before the link was asked for
     */
    String whyNone(LinkOutcomes before, String address) {
        if (rose("limited", before)) {
            return "No link was mailed to " + address
                    + ", because others that were mailed to it before are not used yet:"
                    + " past five, one is mailed every two minutes at most. Wait two minutes, or use one of those";
        }
        if (rose("unwanted", before)) {
            return "No link was mailed to " + address
                    + ": it is no member's address, and its domain is none of a listed organisation";
        }
        if (rose("dropped", before)) {
            return "No link was mailed to " + address + ", because too many wait to be mailed: try again in a minute";
        }
        if (rose("failed", before)) {
            return "The link for " + address + " could not be mailed, or not for certain";
        }
        if (rose("sent", before)) {
            return "A link was mailed, but none reached " + address;
        }
        return "No link was mailed to " + address + " so far";
    }
}
