/** Tests of the mailbox. */
@NullMarked
package wales.rhannu.quickstart.mailbox;

import org.jspecify.annotations.NullMarked;
