/** Search: an index per instance, filters, facets, and export. */
@NullMarked
package wales.rhannu.casestudy.search;

import org.jspecify.annotations.NullMarked;
