package wales.rhannu.feedback.discussion;

/** Who is to be told of a change, and why: membership-service writes to them. */
record Told(String member, Because because) {

    /** Why somebody is told; where there are several reasons, the first of these. */
    enum Because {
        MENTIONED,
        ANSWERED,
        FOLLOWS
    }
}
