/** The published language as partners see it: public topics, the types of their events, and the schemas. */
@NullMarked
package wales.rhannu.partner.catalogue;

import org.jspecify.annotations.NullMarked;
