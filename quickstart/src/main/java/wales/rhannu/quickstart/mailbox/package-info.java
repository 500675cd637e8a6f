/** The mail that the platform sends, kept on this machine and shown on a page. */
@NullMarked
package wales.rhannu.quickstart.mailbox;

import org.jspecify.annotations.NullMarked;
