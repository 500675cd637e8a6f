/** What there is to try the platform with. */
@NullMarked
package wales.rhannu.events.demo;

import org.jspecify.annotations.NullMarked;
