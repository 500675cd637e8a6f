/** How ballots are counted: functions of the ballots and of nothing else. */
@NullMarked
package wales.rhannu.feedback.result;

import org.jspecify.annotations.NullMarked;
