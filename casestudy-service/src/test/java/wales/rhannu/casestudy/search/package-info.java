/** Tests of search and export. */
@NullMarked
package wales.rhannu.casestudy.search;

import org.jspecify.annotations.NullMarked;
