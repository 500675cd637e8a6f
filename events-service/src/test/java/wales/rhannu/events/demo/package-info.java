/** Tests of the demo. */
@NullMarked
package wales.rhannu.events.demo;

import org.jspecify.annotations.NullMarked;
