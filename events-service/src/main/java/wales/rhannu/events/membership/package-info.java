/** What this service keeps of membership-service, and does when somebody leaves. */
@NullMarked
package wales.rhannu.events.membership;

import org.jspecify.annotations.NullMarked;
