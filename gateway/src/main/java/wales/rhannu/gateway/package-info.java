/** The one address of the platform: what passes, to whom, how much of it, and what is said when it cannot. */
@NullMarked
package wales.rhannu.gateway;

import org.jspecify.annotations.NullMarked;
