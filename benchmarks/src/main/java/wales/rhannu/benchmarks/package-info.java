/** Measures the platform as it runs, each figure beside a yardstick from the same run. */
@NullMarked
package wales.rhannu.benchmarks;

import org.jspecify.annotations.NullMarked;
