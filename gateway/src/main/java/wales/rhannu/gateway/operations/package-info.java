/** The page on which operators see all services and handle dead letters. */
@NullMarked
package wales.rhannu.gateway.operations;

import org.jspecify.annotations.NullMarked;
