/** Aggregates, the events they raise, and the store that writes both in one operation. */
@NullMarked
package wales.rhannu.starter.aggregate;

import org.jspecify.annotations.NullMarked;
