package wales.rhannu.feedback.outcome;

/** What can be asked, and have an outcome: each feature that has such a thing tells of its own. */
public interface AskedAbout {

    /** As {@code ranking}. */
    String kind();

    /** Whether there is one that people were asked by. */
    boolean wasAsked(String id);
}
