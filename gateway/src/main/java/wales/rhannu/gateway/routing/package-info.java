/** Routing: the service and the instance that a request goes to, and circuit breakers. */
@NullMarked
package wales.rhannu.gateway.routing;

import org.jspecify.annotations.NullMarked;
