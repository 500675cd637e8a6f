package wales.rhannu.feedback.discussion;

import java.util.List;

/** A member to notify of a change, and the reason; membership-service sends the mail. */
record Notification(String member, Reason because) {

    /** The reason of a notification; the first one of these, if there are several. */
    enum Reason {
        MENTIONED,
        ANSWERED,
        FOLLOWS
    }

    /** How many of them are told because they are mentioned. */
    static int mentioned(List<Notification> told) {
        return (int)
                told.stream().filter(it -> it.because() == Reason.MENTIONED).count();
    }
}
