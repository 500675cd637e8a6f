/** Tests of importing. */
@NullMarked
package wales.rhannu.casestudy.importing;

import org.jspecify.annotations.NullMarked;
