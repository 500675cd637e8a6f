/** The only public address of the platform: routing, limits, sessions, and error pages. */
@NullMarked
package wales.rhannu.gateway;

import org.jspecify.annotations.NullMarked;
