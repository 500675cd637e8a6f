/** What differs between the embedded database engine and a real MongoDB. */
@NullMarked
package wales.rhannu.starter.mongo;

import org.jspecify.annotations.NullMarked;
