@NullMarked
package wales.rhannu.feedback.membership;

import org.jspecify.annotations.NullMarked;
