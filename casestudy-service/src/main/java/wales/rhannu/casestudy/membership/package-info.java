/** Read models of membership-service's topics. */
@NullMarked
package wales.rhannu.casestudy.membership;

import org.jspecify.annotations.NullMarked;
