/**
 * A platform of separate processes for end-to-end tests and benchmarks, which start, kill and use it as operators and users do.
 */
@NullMarked
package wales.rhannu.testplatform;

import org.jspecify.annotations.NullMarked;
