/** Sending e-mails. */
@NullMarked
package wales.rhannu.membership.mail;

import org.jspecify.annotations.NullMarked;
