/** Periodic work that one instance of a service does at a time. */
@NullMarked
package wales.rhannu.starter.sweep;

import org.jspecify.annotations.NullMarked;
