/** E-mail notifications to members. */
@NullMarked
package wales.rhannu.membership.notification;

import org.jspecify.annotations.NullMarked;
