/** Reads public topics and hands them on over HTTP, in pages and as server-sent events. */
@NullMarked
package wales.rhannu.partner.stream;

import org.jspecify.annotations.NullMarked;
