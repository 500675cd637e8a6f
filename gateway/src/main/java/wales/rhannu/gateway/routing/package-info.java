/** Which service a request goes to, to which instance of it, and what happens when none answers. */
@NullMarked
package wales.rhannu.gateway.routing;

import org.jspecify.annotations.NullMarked;
