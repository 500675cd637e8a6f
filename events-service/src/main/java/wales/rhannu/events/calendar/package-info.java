/** What calendar programs are told. */
@NullMarked
package wales.rhannu.events.calendar;

import org.jspecify.annotations.NullMarked;
