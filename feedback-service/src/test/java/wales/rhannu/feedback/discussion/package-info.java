@NullMarked
package wales.rhannu.feedback.discussion;

import org.jspecify.annotations.NullMarked;
