/** What this service keeps of membership-service. */
@NullMarked
package wales.rhannu.events.membership;

import org.jspecify.annotations.NullMarked;
