/** Organisations, members and how they sign in. */
@NullMarked
package wales.rhannu.membership;

import org.jspecify.annotations.NullMarked;
