/** What every request meets first: addresses, sizes, rates, and who is asking. */
@NullMarked
package wales.rhannu.gateway.edge;

import org.jspecify.annotations.NullMarked;
