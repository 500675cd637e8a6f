/** What the gateway answers itself when it cannot do what was asked. */
@NullMarked
package wales.rhannu.gateway.problem;

import org.jspecify.annotations.NullMarked;
