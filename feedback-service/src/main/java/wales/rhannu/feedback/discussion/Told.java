package wales.rhannu.feedback.discussion;

import java.util.List;

/** Who is to be told of a change, and why: membership-service writes to them. */
record Told(String member, Because because) {

    /** Why somebody is told; where there are several reasons, the first of these. */
    enum Because {
        MENTIONED,
        ANSWERED,
        FOLLOWS
    }

    /** How many of them are told because they are mentioned. */
    static int mentioned(List<Told> told) {
        return (int)
                told.stream().filter(it -> it.because() == Because.MENTIONED).count();
    }
}
