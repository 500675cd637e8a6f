package wales.rhannu.feedback.result;

import java.util.List;

/**
 * A ballot that counts.
 *
 * @param order option ids, the most useful first; what is not in it is unranked
 * @param organisation the voter's
 * @param kind of the organisation, for the breakdown
 */
public record SealedBallot(List<String> order, String organisation, String kind) {}
