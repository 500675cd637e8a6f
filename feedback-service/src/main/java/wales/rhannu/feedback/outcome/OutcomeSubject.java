package wales.rhannu.feedback.outcome;

/** A kind of subject that people are asked about and that can have an outcome; each feature has a bean for its own. */
public interface OutcomeSubject {

    /** As {@code ranking}. */
    String kind();

    /** Whether there is one that people were asked by. */
    boolean wasAsked(String id);
}
