/** What members are told by e-mail. */
@NullMarked
package wales.rhannu.membership.notification;

import org.jspecify.annotations.NullMarked;
