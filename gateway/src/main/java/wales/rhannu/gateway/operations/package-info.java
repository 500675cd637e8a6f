/** The page on which operators see all services, and put right what they can. */
@NullMarked
package wales.rhannu.gateway.operations;

import org.jspecify.annotations.NullMarked;
