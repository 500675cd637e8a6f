/** Tests of recurring meetups. */
@NullMarked
package wales.rhannu.events.series;

import org.jspecify.annotations.NullMarked;
