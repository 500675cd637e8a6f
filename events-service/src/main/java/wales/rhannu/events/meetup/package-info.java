/** Meetups from a draft to the recording: what they say, when and where they are, and who may do what. */
@NullMarked
package wales.rhannu.events.meetup;

import org.jspecify.annotations.NullMarked;
