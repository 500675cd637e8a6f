/** What texts people may send. */
@NullMarked
package wales.rhannu.feedback.input;

import org.jspecify.annotations.NullMarked;
