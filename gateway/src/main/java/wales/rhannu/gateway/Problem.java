package wales.rhannu.gateway;

/** The errors that the gateway itself makes; the last part of a problem's type is the code. */
public enum Problem {
    MALFORMED(
            400,
            "malformed",
            "The request cannot be read",
            "Ni ellir darllen y cais",
            "Check the address and the headers.",
            "Gwiriwch y cyfeiriad a'r penawdau."),
    CROSS_SITE(
            403,
            "cross-site",
            "This did not come from a page of this platform",
            "Ni ddaeth hyn o un o dudalennau'r platfform hwn",
            "A change that is made by a session's cookie comes from a page of this address; a program sends a bearer token.",
            "Daw newid a wneir drwy gwci sesiwn o dudalen yn y cyfeiriad hwn; mae rhaglen yn anfon tocyn cludydd."),
    NOT_FOUND(
            404,
            "not-found",
            "There is nothing at this address",
            "Nid oes dim yn y cyfeiriad hwn",
            "Check the address.",
            "Gwiriwch y cyfeiriad."),
    METHOD_NOT_ALLOWED(
            405,
            "method-not-allowed",
            "This method is not allowed here",
            "Ni chaniateir y dull hwn yma",
            "Use another method.",
            "Defnyddiwch ddull arall."),
    TOO_LARGE(
            413,
            "too-large",
            "The request is too large",
            "Mae'r cais yn rhy fawr",
            "Send less at once.",
            "Anfonwch lai ar y tro."),
    TOO_MANY_REQUESTS(
            429,
            "too-many-requests",
            "Too many requests",
            "Gormod o geisiadau",
            "Wait for as long as Retry-After says.",
            "Arhoswch gyhyd ag y dywed Retry-After."),
    FAILED(
            500,
            "internal-error",
            "Something went wrong",
            "Aeth rhywbeth o'i le",
            "Try again later.",
            "Rhowch gynnig arall yn nes ymlaen."),
    UNAVAILABLE(
            503,
            "unavailable",
            "The service does not answer at the moment",
            "Nid yw'r gwasanaeth yn ateb ar hyn o bryd",
            "Wait for as long as Retry-After says.",
            "Arhoswch gyhyd ag y dywed Retry-After."),
    TIMED_OUT(
            504,
            "timed-out",
            "The service took too long to answer",
            "Cymerodd y gwasanaeth ormod o amser i ateb",
            "Try again later.",
            "Rhowch gynnig arall yn nes ymlaen.");

    private final int status;
    private final String code;
    private final String title;
    private final String titleInWelsh;
    private final String detail;
    private final String detailInWelsh;

    Problem(int status, String code, String title, String titleInWelsh, String detail, String detailInWelsh) {
        this.status = status;
        this.code = code;
        this.title = title;
        this.titleInWelsh = titleInWelsh;
        this.detail = detail;
        this.detailInWelsh = detailInWelsh;
    }

    int status() {
        return status;
    }

    /** The answer's body: fixed texts only, so that nothing of the request needs escaping. */
    String json(boolean welsh) {
        return "{\"type\":\"https://rhannu.wales/problems/" + code + "\",\"title\":\"" + (welsh ? titleInWelsh : title)
                + "\",\"status\":" + status + ",\"detail\":\"" + (welsh ? detailInWelsh : detail) + "\"}";
    }

    /** What the gateway's own parts throw. */
    static Problem ofStatus(int status) {
        for (Problem problem : values()) {
            if (problem.status == status) {
                return problem;
            }
        }
        return status >= 400 && status < 500 ? MALFORMED : FAILED;
    }
}
