/** The gateway before a service of the tests' own. */
@NullMarked
package wales.rhannu.gateway;

import org.jspecify.annotations.NullMarked;
