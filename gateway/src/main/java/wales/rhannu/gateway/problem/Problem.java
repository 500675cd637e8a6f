package wales.rhannu.gateway.problem;

import org.jspecify.annotations.Nullable;

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
    MISDIRECTED(
            421,
            "misdirected",
            "This platform has another address",
            "Mae gan y platfform hwn gyfeiriad arall",
            "The request names a host that this platform does not answer at. Use the platform's own address; an operator"
                    + " can allow another one by rhannu.hosts.",
            "Mae'r cais yn enwi gwesteiwr nad yw'r platfform hwn yn ateb ynddo. Defnyddiwch gyfeiriad y platfform ei hun;"
                    + " gall gweithredwr ganiatáu un arall drwy rhannu.hosts.",
            new Next("{{address}}/", "To the platform's own address", "I gyfeiriad y platfform ei hun")),
    TOO_MANY_REQUESTS(
            429,
            "too-many-requests",
            "Too many requests",
            "Gormod o geisiadau",
            "Wait a moment, then try again; a program waits for as long as Retry-After says.",
            "Arhoswch ychydig, yna rhowch gynnig arall arni; mae rhaglen yn aros cyhyd ag y dywed Retry-After."),
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
            "Wait a moment, then try again; a program waits for as long as Retry-After says.",
            "Arhoswch ychydig, yna rhowch gynnig arall arni; mae rhaglen yn aros cyhyd ag y dywed Retry-After."),
    TIMED_OUT(
            504,
            "timed-out",
            "The service took too long to answer",
            "Cymerodd y gwasanaeth ormod o amser i ateb",
            "Try again later.",
            "Rhowch gynnig arall yn nes ymlaen."),
    FORM_FOREIGN(
            403,
            "form-foreign",
            "Nothing was done",
            "Ni wnaed dim",
            "The form was not made for your present session: you have signed in again since, or it came from elsewhere.",
            "Ni chafodd y ffurflen ei gwneud ar gyfer eich sesiwn bresennol: rydych wedi mewngofnodi eto ers hynny, neu"
                    + " daeth o rywle arall.",
            new Next("/operations", "Open the page afresh", "Agor y dudalen o'r newydd")),
    OPERATORS_ONLY(
            403,
            "operators-only",
            "This page is for operators",
            "Tudalen i weithredwyr yw hon",
            "You are signed in, but without the role of an operator. A facilitator can give it to you; sign in again after"
                    + " that.",
            "Rydych wedi mewngofnodi, ond heb rôl gweithredwr. Gall hwylusydd roi'r rôl honno i chi; mewngofnodwch eto"
                    + " wedyn."),
    SIGN_IN_FAILED(
            400,
            "sign-in-failed",
            "You are not signed in",
            "Nid ydych wedi mewngofnodi",
            "Signing in was begun in another window, took too long, or was refused. Nothing is lost: begin again.",
            "Dechreuwyd mewngofnodi mewn ffenestr arall, neu cymerodd ormod o amser, neu fe'i gwrthodwyd. Ni chollwyd"
                    + " dim: dechreuwch eto.",
            new Next("/session/sign-in", "Sign in again", "Mewngofnodi eto")),
    SIGN_IN_AWAY(
            503,
            "sign-in-away",
            "Nobody can sign in at the moment",
            "Ni all neb fewngofnodi ar hyn o bryd",
            "The service that signs people in does not answer. Everything that is open can still be read.",
            "Nid yw'r gwasanaeth mewngofnodi yn ateb. Gellir darllen popeth sy'n agored o hyd.",
            new Next("/session/sign-in", "Try again", "Rhoi cynnig arall arni")),
    SIGNED_OUT_HERE_ONLY(
            503,
            "signed-out-here-only",
            "You are signed out of this browser only",
            "Rydych wedi allgofnodi o'r porwr hwn yn unig",
            "The service that keeps sessions does not answer, so the session itself could not be ended. It ends by itself after"
                    + " 4 hours. To end it sooner, sign in later and end your other sessions.",
            "Nid yw'r gwasanaeth sy'n cadw sesiynau yn ateb, felly ni ellid terfynu'r sesiwn ei hun. Bydd yn dod i ben ohoni'i"
                    + " hun ar ôl 4 awr. I'w therfynu'n gynt, mewngofnodwch yn nes ymlaen a therfynwch eich sesiynau eraill.",
            new Next("/session/sign-in", "Sign in", "Mewngofnodi"));

    /** Where a reader of the error page goes on to. */
    private record Next(String path, String label, String labelInWelsh) {}

    private static final Next FRONT_PAGE = new Next("/", "To the front page", "I'r dudalen flaen");

    private final int status;
    private final String code;
    private final String title;
    private final String titleInWelsh;
    private final String detail;
    private final String detailInWelsh;
    private final @Nullable Next next;

    Problem(int status, String code, String title, String titleInWelsh, String detail, String detailInWelsh) {
        this(status, code, title, titleInWelsh, detail, detailInWelsh, null);
    }

    Problem(
            int status,
            String code,
            String title,
            String titleInWelsh,
            String detail,
            String detailInWelsh,
            @Nullable Next next) {
        this.status = status;
        this.code = code;
        this.title = title;
        this.titleInWelsh = titleInWelsh;
        this.detail = detail;
        this.detailInWelsh = detailInWelsh;
        this.next = next;
    }

    int status() {
        return status;
    }

    /** The answer's body: fixed texts only, so that nothing of the request needs escaping. */
    String json(boolean welsh) {
        return "{\"type\":\"https://rhannu.wales/problems/" + code + "\",\"title\":\"" + (welsh ? titleInWelsh : title)
                + "\",\"status\":" + status + ",\"detail\":\"" + (welsh ? detailInWelsh : detail) + "\"}";
    }

    /** Whether the same request may do better a little later. */
    boolean passes() {
        return status == 429 || status == 503;
    }

    /**
     * The error page, in both languages; fixed texts only, so that nothing needs escaping.
     *
     * @param template with places for title, detail and label in English and in Welsh, and for the next address
     * @param address the platform's own
     */
    String html(String template, String address) {
        Next link = next == null ? FRONT_PAGE : next;
        return template.replace("{{titleCy}}", titleInWelsh)
                .replace("{{title}}", title)
                .replace("{{detailCy}}", detailInWelsh)
                .replace("{{detail}}", detail)
                .replace("{{labelCy}}", link.labelInWelsh)
                .replace("{{label}}", link.label)
                .replace("{{next}}", link.path)
                .replace("{{address}}", address);
    }

    /** What the gateway's own parts throw: the first that has the status. */
    static Problem ofStatus(int status) {
        for (Problem problem : values()) {
            if (problem.status == status) {
                return problem;
            }
        }
        return status >= 400 && status < 500 ? MALFORMED : FAILED;
    }
}
