/** Tests of calendars, read by another library than the one that writes them. */
@NullMarked
package wales.rhannu.events.calendar;

import org.jspecify.annotations.NullMarked;
