/** The sessions of people who signed in: how long they last, and which there are. */
@NullMarked
package wales.rhannu.membership.session;

import org.jspecify.annotations.NullMarked;
