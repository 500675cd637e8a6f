/** What all that keeps documents has in common. */
@NullMarked
package wales.rhannu.starter.mongo;

import org.jspecify.annotations.NullMarked;
