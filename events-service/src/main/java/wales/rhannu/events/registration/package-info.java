/** Who comes: places, waiting lists and attendance. */
@NullMarked
package wales.rhannu.events.registration;

import org.jspecify.annotations.NullMarked;
