package wales.rhannu.membership.organisation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/** A public body: its people may join by a work e-mail address at one of its domains. */
public class Organisation extends Aggregate<OrganisationEvent> {

    private static final int LONGEST_NAME = 200;
    private static final int MOST_DOMAINS = 50;
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{1,39}");
    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])");

    private String code = "";
    private String kind = "";
    private Bilingual name = new Bilingual(null, null);
    private List<String> emailDomains = List.of();

    private Organisation() {}

    /**
     * What is known of a public body.
     *
     * @param code its code in the register it comes from: GSS or ODS codes mostly
     * @param kind one of {@link OrganisationKind}, unless it was listed before there were these
     * @param emailDomains as an organisation keeps them, in their ASCII form
     */
    public record Details(String code, String kind, Bilingual name, List<String> emailDomains) {

        Details withDomains(List<String> domains) {
            return new Details(code, kind, name, domains);
        }
    }

    /** @throws DomainException invalid, with every violation */
    Organisation(String id, Details details) {
        super(id);
        take(details);
        raise(new OrganisationEvent.Listed());
    }

    /** The id of the organisation with a code. */
    public static String idOf(String code) {
        return Ids.derived("organisation", code);
    }

    /** The code stays: the id is made of it. */
    void change(Details details) {
        if (!details.code().equals(code)) {
            throw DomainException.invalid("/code", "organisation-code-fixed");
        }
        if (details.withDomains(ascii(details.emailDomains())).equals(details())) {
            return;
        }
        take(details);
        raise(new OrganisationEvent.Changed());
    }

    private void take(Details given) {
        List<String> domains = ascii(given.emailDomains());
        mustBeValid(given, domains, kind);
        code = given.code();
        kind = given.kind();
        name = given.name();
        emailDomains = domains;
    }

    private static List<String> ascii(List<String> domains) {
        return domains.stream()
                .map(domain -> EmailDomain.ascii(domain).orElse(domain.strip().toLowerCase(Locale.ROOT)))
                .distinct()
                .toList();
    }

    private static void mustBeValid(Details given, List<String> domains, String kindBefore) {
        Violations violations = new Violations();
        if (!CODE.matcher(given.code()).matches()) {
            violations.add("/code", "organisation-code-form");
        }
        boolean keepsKind = !kindBefore.isEmpty() && given.kind().equals(kindBefore);
        if (!keepsKind && !OrganisationKind.has(given.kind())) {
            violations.add("/kind", "organisation-kind-unknown");
        }
        violations.required("/name", given.name(), LONGEST_NAME);
        violations.most("/emailDomains", domains, MOST_DOMAINS);
        for (int i = 0; i < domains.size(); i++) {
            if (!DOMAIN.matcher(domains.get(i)).matches()) {
                violations.add("/emailDomains/" + i, "domain-none");
            } else if (FreeMailDomains.isAt(domains.get(i))) {
                violations.add("/emailDomains/" + i, "domain-of-anybody");
            }
        }
        violations.mustHold();
    }

    public Details details() {
        return new Details(code, kind, name, emailDomains);
    }

    public Bilingual name() {
        return name;
    }

    String kind() {
        return kind;
    }

    String code() {
        return code;
    }

    @Override
    protected Object publicState() {
        return details();
    }
}
