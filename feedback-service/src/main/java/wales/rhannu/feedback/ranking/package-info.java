/** Rankings of options: their life from draft to result, and the ballots cast in them. */
@NullMarked
package wales.rhannu.feedback.ranking;

import org.jspecify.annotations.NullMarked;
