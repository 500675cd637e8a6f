/** The public bodies whose people may join. */
@NullMarked
package wales.rhannu.membership.organisation;

import org.jspecify.annotations.NullMarked;
