/** Tests of the service as a whole, and what they share. */
@NullMarked
package wales.rhannu.events;

import org.jspecify.annotations.NullMarked;
