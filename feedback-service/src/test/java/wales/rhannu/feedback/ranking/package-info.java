@NullMarked
package wales.rhannu.feedback.ranking;

import org.jspecify.annotations.NullMarked;
