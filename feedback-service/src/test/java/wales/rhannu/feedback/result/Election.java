package wales.rhannu.feedback.result;

import java.util.ArrayList;
import java.util.List;

/** Ballots as the literature writes them down: how many, and their order, best first. */
final class Election {

    private final List<String> options;
    private final List<SealedBallot> ballots = new ArrayList<>();

    private Election(String options) {
        this.options = List.of(options.split(" "));
    }

    static Election among(String options) {
        return new Election(options);
    }

    Election cast(int voters, String order) {
        return cast(voters, order, "one", "local-authority");
    }

    Election cast(int voters, String order, String organisation, String kind) {
        for (int i = 0; i < voters; i++) {
            ballots.add(new SealedBallot(List.of(order.split(" ")), organisation, kind));
        }
        return this;
    }

    Result result() {
        return Result.of(options, ballots);
    }

    /** By person, however few there are. */
    Tally tally() {
        return Tally.of(Votes.byPerson(options, ballots));
    }

    List<SealedBallot> ballots() {
        return ballots;
    }
}
