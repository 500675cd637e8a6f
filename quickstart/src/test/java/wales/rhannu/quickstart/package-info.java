/** Tests of the launcher. */
@NullMarked
package wales.rhannu.quickstart;

import org.jspecify.annotations.NullMarked;
