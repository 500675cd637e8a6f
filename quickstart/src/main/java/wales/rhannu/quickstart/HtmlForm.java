package wales.rhannu.quickstart;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of one of our pages, filled in as a browser does: hidden fields are sent unchanged. */
record HtmlForm(URI action, Map<String, String> fields) {

    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("<(?:input|button)\\b([^>]*)>", Pattern.DOTALL);

    /** The first form of the page that is sent by POST. */
    static HtmlForm on(URI page, String html) {
        Matcher form = FORM.matcher(html);
        while (form.find()) {
            if (attribute(form.group(1), "method").orElse("get").equalsIgnoreCase("post")) {
                String action = attribute(form.group(1), "action").orElse("");
                Map<String, String> fields = new LinkedHashMap<>();
                Matcher input = INPUT.matcher(form.group(2));
                while (input.find()) {
                    String attributes = input.group(1);
                    attribute(attributes, "name")
                            .ifPresent(name -> fields.put(
                                    name, attribute(attributes, "value").orElse("")));
                }
                return new HtmlForm(action.isEmpty() ? page : page.resolve(action), fields);
            }
        }
        throw new CommandException("The page " + page.getPath() + " has no form to fill in");
    }

    private static Optional<String> attribute(String tag, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')")
                .matcher(tag);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String value = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(value.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&amp;", "&"));
    }

    HtmlForm with(String field, String value) {
        Map<String, String> filled = new LinkedHashMap<>(fields);
        filled.put(field, value);
        return new HtmlForm(action, filled);
    }

    /** As application/x-www-form-urlencoded. */
    static String encode(Map<String, String> fields) {
        StringBuilder encoded = new StringBuilder();
        fields.forEach((name, value) -> encoded.append(encoded.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return encoded.toString();
    }
}
