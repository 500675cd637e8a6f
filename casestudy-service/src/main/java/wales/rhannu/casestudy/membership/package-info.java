/** What this service keeps of membership-service. */
@NullMarked
package wales.rhannu.casestudy.membership;

import org.jspecify.annotations.NullMarked;
