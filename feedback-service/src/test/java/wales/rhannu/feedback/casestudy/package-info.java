@NullMarked
package wales.rhannu.feedback.casestudy;

import org.jspecify.annotations.NullMarked;
