/** Programs that act in their own name with client credentials. */
@NullMarked
package wales.rhannu.membership.program;

import org.jspecify.annotations.NullMarked;
