package wales.rhannu.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints a bearer token. */
@Command(
        name = "token",
        description = {
            "Signs a demo person in, by the link mailed to them, and prints a bearer token, good for an hour.",
            "For example: curl -H \"Authorization: Bearer $(./rhannu token author)\" http://localhost:8080/api/v1/members/me"
        })
class TokenCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Parameters(
            paramLabel = "PERSON",
            description =
                    "facilitator, author, organiser, member, org-admin or operator; or the e-mail address of a member.")
    @SuppressWarnings("NullAway.Init")
    private String person;

    @Override
    public Integer call() {
        String address = SignIn.address(person);
        rhannu.platform().mustRun();
        Rhannu.say(new SignIn(rhannu.place()).token(address));
        return 0;
    }
}
