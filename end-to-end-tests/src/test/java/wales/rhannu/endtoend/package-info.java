/** What the platform promises, tried from outside. */
@NullMarked
package wales.rhannu.endtoend;

import org.jspecify.annotations.NullMarked;
