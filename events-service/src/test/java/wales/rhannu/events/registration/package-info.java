/** Tests of places: who gets one, through races and crashes. */
@NullMarked
package wales.rhannu.events.registration;

import org.jspecify.annotations.NullMarked;
