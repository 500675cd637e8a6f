@NullMarked
package wales.rhannu.feedback.outcome;

import org.jspecify.annotations.NullMarked;
