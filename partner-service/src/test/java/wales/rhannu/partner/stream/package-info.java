/** Tests. */
@NullMarked
package wales.rhannu.partner.stream;

import org.jspecify.annotations.NullMarked;
