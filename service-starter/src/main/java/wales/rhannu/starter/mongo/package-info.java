/** Shared access to MongoDB. */
@NullMarked
package wales.rhannu.starter.mongo;

import org.jspecify.annotations.NullMarked;
