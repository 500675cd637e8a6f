/** Tests of what is kept of membership-service. */
@NullMarked
package wales.rhannu.events.membership;

import org.jspecify.annotations.NullMarked;
