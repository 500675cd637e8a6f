/** Tests. */
@NullMarked
package wales.rhannu.partner.catalogue;

import org.jspecify.annotations.NullMarked;
