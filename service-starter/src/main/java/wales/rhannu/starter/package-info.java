/** What every Rhannu service shares; its public types are all that a service needs to know. */
@NullMarked
package wales.rhannu.starter;

import org.jspecify.annotations.NullMarked;
