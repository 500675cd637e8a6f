package wales.rhannu.feedback.discussion;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** Finds the members whom a text in Markdown names as {@code @{id}}. */
final class Mentions {

    private static final Pattern MENTION =
            Pattern.compile("@\\{([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})}");
    private static final Parser MARKDOWN = Parser.builder().build();

    private Mentions() {}

    /** All members who are named, also in code and quotes. */
    static Set<String> namedIn(String text) {
        Set<String> named = new LinkedHashSet<>();
        addNamedIn(text, named);
        return named;
    }

    /** The members who are addressed: named outside code and quotes. */
    static Set<String> addressedIn(String text) {
        Set<String> addressed = new LinkedHashSet<>();
        if (!MENTION.matcher(text).find()) {
            return addressed;
        }
        // by hand and not by a visitor: a text can be nested deeper than a thread's stack
        Deque<Node> open = new ArrayDeque<>();
        open.push(MARKDOWN.parse(text));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (node.getNext() != null) {
                open.push(node.getNext());
            }
            if (node instanceof Text words) {
                addNamedIn(words.getLiteral(), addressed);
            } else if (node instanceof HtmlBlock html) { // shown as text: pages take no HTML
                addNamedIn(html.getLiteral(), addressed);
            } else if (node instanceof HtmlInline html) {
                addNamedIn(html.getLiteral(), addressed);
            } else if (!(node instanceof BlockQuote) && node.getFirstChild() != null) {
                open.push(node.getFirstChild());
            }
        }
        return addressed;
    }

    private static void addNamedIn(String text, Set<String> named) {
        Matcher mention = MENTION.matcher(text);
        while (mention.find()) {
            named.add(mention.group(1));
        }
    }
}
