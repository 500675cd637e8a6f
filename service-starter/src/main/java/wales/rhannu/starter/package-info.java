/** What all services share; services use its public types only. */
@NullMarked
package wales.rhannu.starter;

import org.jspecify.annotations.NullMarked;
