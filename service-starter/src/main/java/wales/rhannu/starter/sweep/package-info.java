/** What one instance of a service at a time does again and again. */
@NullMarked
package wales.rhannu.starter.sweep;

import org.jspecify.annotations.NullMarked;
