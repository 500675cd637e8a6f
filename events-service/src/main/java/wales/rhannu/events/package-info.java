/** Meetups: when and where, who comes, and what calendars are told. */
@NullMarked
package wales.rhannu.events;

import org.jspecify.annotations.NullMarked;
