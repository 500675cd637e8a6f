/** Measures the running platform; each figure has a yardstick from the same run beside it. */
@NullMarked
package wales.rhannu.benchmarks;

import org.jspecify.annotations.NullMarked;
