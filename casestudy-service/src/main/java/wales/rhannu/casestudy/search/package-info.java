/** Finding case studies, and taking them along: an index per instance, filters, facets, and export. */
@NullMarked
package wales.rhannu.casestudy.search;

import org.jspecify.annotations.NullMarked;
