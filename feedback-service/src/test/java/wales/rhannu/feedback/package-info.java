@NullMarked
package wales.rhannu.feedback;

import org.jspecify.annotations.NullMarked;
