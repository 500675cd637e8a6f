/** What the published language promises, checked: its sources, its schemas, its examples, and that it only grows. */
@NullMarked
package wales.rhannu.contracts;

import org.jspecify.annotations.NullMarked;
