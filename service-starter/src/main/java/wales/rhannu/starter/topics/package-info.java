/** Topics, declared by the service that owns them and created explicitly. */
@NullMarked
package wales.rhannu.starter.topics;

import org.jspecify.annotations.NullMarked;
