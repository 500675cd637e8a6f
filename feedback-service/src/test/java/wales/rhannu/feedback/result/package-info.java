@NullMarked
package wales.rhannu.feedback.result;

import org.jspecify.annotations.NullMarked;
