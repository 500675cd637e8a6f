/** Tests. */
@NullMarked
package wales.rhannu.partner;

import org.jspecify.annotations.NullMarked;
