package wales.rhannu.walkthrough;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wales.rhannu.walkthrough.Block.Change;
import wales.rhannu.walkthrough.Block.Commands;
import wales.rhannu.walkthrough.Block.WholeFile;

/**
 * A page of steps, each with a heading like {@code ## 1. Copy a service}. A fence {@code sh} holds commands and a fence
 * {@code diff} a change; any other is a file where the line above it is a file's name, and else only to be read.
 */
record Page(List<Step> steps) {

    /** A step, and what it asks for, in order. */
    record Step(String title, List<Block> blocks) {}

    private static final Pattern HEADING = Pattern.compile("## (\\d+\\. .*)");
    private static final Pattern FENCE = Pattern.compile("```(\\w*)");
    private static final Pattern FILE = Pattern.compile("`([^` ]+)`:");
    private static final Pattern HUNK = Pattern.compile("@@ -\\d+,(\\d+) \\+\\d+,(\\d+) @@");

    static Page of(String markdown) {
        List<Step> steps = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<String> lines = markdown.lines().toList();
        String above = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher heading = HEADING.matcher(line);
            Matcher fence = FENCE.matcher(line);
            if (heading.matches()) {
                blocks = new ArrayList<>();
                steps.add(new Step(heading.group(1), blocks));
            } else if (fence.matches()) {
                List<String> inside = new ArrayList<>();
                while (!lines.get(++i).equals("```")) {
                    inside.add(lines.get(i));
                }
                Matcher file = FILE.matcher(above);
                String text = String.join("\n", inside) + "\n";
                if (fence.group(1).equals("sh")) {
                    blocks.add(new Commands(text));
                } else if (fence.group(1).equals("diff")) {
                    blocks.add(change(inside));
                } else if (file.matches()) {
                    blocks.add(new WholeFile(file.group(1), text));
                }
            }
            if (!line.isBlank()) {
                above = line;
            }
        }
        return new Page(steps);
    }

    private static Change change(List<String> diff) {
        String path = diff.get(1).replaceFirst("^\\+\\+\\+ b/", "");
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (String line : diff.subList(3, diff.size())) {
            String text = line.isEmpty() ? "" : line.substring(1);
            if (!line.startsWith("+")) {
                before.add(text);
            }
            if (!line.startsWith("-")) {
                after.add(text);
            }
        }
        Matcher hunk = HUNK.matcher(diff.get(2));
        boolean counted = hunk.matches()
                && hunk.group(1).equals(Integer.toString(before.size()))
                && hunk.group(2).equals(Integer.toString(after.size()));
        if (!counted || !diff.get(0).equals("--- a/" + path)) {
            throw new IllegalStateException("git apply would not take this, which is to have one change of "
                    + before.size() + " lines to " + after.size() + ":\n" + String.join("\n", diff));
        }
        return new Change(path, before, after);
    }
}
