/** Consuming what other services publish: read models, effects, followers, dead letters. */
@NullMarked
package wales.rhannu.starter.consume;

import org.jspecify.annotations.NullMarked;
