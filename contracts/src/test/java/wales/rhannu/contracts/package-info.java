/** What the published language promises, checked: its schemas, its examples, its document, and that it only grows. */
@NullMarked
package wales.rhannu.contracts;

import org.jspecify.annotations.NullMarked;
