/** Meetups that recur by a rule. */
@NullMarked
package wales.rhannu.events.series;

import org.jspecify.annotations.NullMarked;
