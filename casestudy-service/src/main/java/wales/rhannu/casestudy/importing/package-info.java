/** Case studies that come from files, by a mapping. */
@NullMarked
package wales.rhannu.casestudy.importing;

import org.jspecify.annotations.NullMarked;
