package wales.rhannu.membership.member;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;

/** Demo people; their addresses are in a domain that receives no mail (RFC 2606). */
@Component
@ConditionalOnProperty("rhannu.demo")
class DemoPeople implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DemoPeople.class);

    private record Person(
            String login, String name, String organisationCode, Set<String> roles, Member.Profile profile) {

        Person(String login, String name, String organisationCode, String role, String about, String... skills) {
            this(
                    login,
                    name,
                    organisationCode,
                    Set.of(role),
                    new Member.Profile(name, Member.Language.EN, List.of(skills), about));
        }
    }

    private static final List<Person> PEOPLE = List.of(
            new Person("facilitator", "Ffion Facilitator", "W06000015", "facilitator", "Keeps the community going."),
            new Person(
                    "author",
                    "Aled Author",
                    "W06000011",
                    "member",
                    "Writes up what worked and what did not.",
                    "Power Automate",
                    "Python"),
            new Person("organiser", "Olwen Organiser", "W06000006", "member", "Brings people together."),
            new Person("member", "Mair Member", "W06000024", "member", "New to automation.", "Excel"),
            new Person("org-admin", "Owain Administrator", "W06000015", "org-admin", "Looks after a council's people."),
            new Person("operator", "Osian Operator", "W06000002", "operator", "Watches the dashboards.", "Kafka"));

    private final Members members;

    DemoPeople(Members members) {
        this.members = members;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        for (Person person : PEOPLE) {
            try {
                members.addDemo(
                        Ids.derived("demo-member", person.login()),
                        person.login() + "@demo.rhannu.example",
                        Organisation.idOf(person.organisationCode()),
                        person.roles(),
                        person.profile());
            } catch (DomainException refusal) {
                log.info("The demo's {} is not added: {}", person.login(), refusal.getMessage());
            }
        }
    }
}
