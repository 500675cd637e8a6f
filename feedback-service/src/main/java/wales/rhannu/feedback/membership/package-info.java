/** What this service keeps of membership-service, and does when somebody leaves. */
@NullMarked
package wales.rhannu.feedback.membership;

import org.jspecify.annotations.NullMarked;
