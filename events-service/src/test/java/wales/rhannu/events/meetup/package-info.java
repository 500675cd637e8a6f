/** Tests of meetups: their rules, their life over HTTP, and what is published of them. */
@NullMarked
package wales.rhannu.events.meetup;

import org.jspecify.annotations.NullMarked;
