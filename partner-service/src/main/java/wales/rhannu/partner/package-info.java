/** Event streams for partner bodies over HTTP, and the catalogue of what is on them. */
@NullMarked
package wales.rhannu.partner;

import org.jspecify.annotations.NullMarked;
