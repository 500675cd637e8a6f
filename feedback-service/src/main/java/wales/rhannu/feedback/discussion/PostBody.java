package wales.rhannu.feedback.discussion;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/**
 * What a post says, and said before.
 *
 * @param title of a thread; null for a reply
 * @param text Markdown; {@code @{id}} mentions a member
 * @param history what it said before it was edited, the oldest first
 * @param mentions everybody who is named in it, or was, also in code and in quotes: where a member has to be forgotten
 */
record PostBody(@Nullable String title, String text, List<Earlier> history, List<String> mentions) {

    static final PostBody EMPTY = new PostBody(null, "", List.of(), List.of());

    private static final Pattern ANY_MENTION = Pattern.compile("@\\{[0-9a-z-]{1,40}}");
    /** What stands for a member who is not named. */
    private static final String SOMEBODY = "@…";

    /** What stands for a member who left. */
    private static final String SOMEBODY_GONE = "@{gone}";

    private static final int LONGEST_TITLE = 300;
    private static final int LONGEST_TEXT = 10_000;
    private static final int MOST_MENTIONS = 20;
    private static final int MOST_EDITS = 50;
    /** An event has to fit a record of the broker. */
    private static final int MOST_CHARACTERS = 100_000;

    /** What a post said until it was edited. */
    @Schema(name = "EarlierText")
    record Earlier(@Nullable String title, String text, Instant until) {}

    static PostBody of(@Nullable String title, @Nullable String text) {
        return EMPTY.says(title, text, List.of());
    }

    PostBody edited(@Nullable String newTitle, @Nullable String newText, Instant now) {
        List<Earlier> all = new ArrayList<>(history);
        all.add(new Earlier(title, text, now));
        int characters =
                all.stream().mapToInt(earlier -> earlier.text().length()).sum();
        if (all.size() > MOST_EDITS || characters > MOST_CHARACTERS) {
            throw DomainException.conflict("edited-too-often");
        }
        return says(newTitle, newText, List.copyOf(all));
    }

    private PostBody says(@Nullable String newTitle, @Nullable String newText, List<Earlier> before) {
        Set<String> mentioned = new LinkedHashSet<>(mentions);
        mentioned.addAll(Mentions.namedIn(newText == null ? "" : newText));
        Violations violations = new Violations();
        violations.optional("/title", newTitle, LONGEST_TITLE);
        violations.required("/body", newText, LONGEST_TEXT);
        if (newTitle != null && ANY_MENTION.matcher(newTitle).find()) {
            violations.add("/title", "title-mentions");
        }
        if (mentioned.size() > MOST_MENTIONS) {
            violations.add("/body", "too-many-mentions", 20);
        }
        violations.mustHold();
        return new PostBody(newTitle, newText == null ? "" : newText, before, List.copyOf(mentioned));
    }

    /** The members whom it addresses now; {@link #mentions} also has those who are named in code and quotes. */
    List<String> addressed() {
        return List.copyOf(Mentions.addressedIn(text));
    }

    /** The members whom it addresses since an edit and did not address before. */
    List<String> addressedSince(PostBody before) {
        Set<String> since = Mentions.addressedIn(text);
        since.removeAll(Mentions.addressedIn(before.text()));
        for (Earlier earlier : before.history()) {
            since.removeAll(Mentions.addressedIn(earlier.text()));
        }
        return List.copyOf(since);
    }

    /** The text with placeholders for all members. */
    static String withoutPeople(String text) {
        return ANY_MENTION.matcher(text).replaceAll(SOMEBODY);
    }

    /** As it is read where a member is not to be recognised as its author. */
    PostBody notNaming(String member) {
        return new PostBody(
                title,
                text.replace("@{" + member + "}", SOMEBODY),
                history,
                mentions.stream().filter(it -> !it.equals(member)).toList());
    }

    /** A member left, and is mentioned nowhere any more. */
    PostBody withoutMentionOf(String member) {
        String mention = "@{" + member + "}";
        return new PostBody(
                title,
                text.replace(mention, SOMEBODY_GONE),
                history.stream()
                        .map(earlier -> new Earlier(
                                earlier.title(), earlier.text().replace(mention, SOMEBODY_GONE), earlier.until()))
                        .toList(),
                mentions.stream().filter(it -> !it.equals(member)).toList());
    }
}
