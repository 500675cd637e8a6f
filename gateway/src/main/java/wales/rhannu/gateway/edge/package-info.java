/** The first filters of every request: address, size, rate, and the client's identity. */
@NullMarked
package wales.rhannu.gateway.edge;

import org.jspecify.annotations.NullMarked;
