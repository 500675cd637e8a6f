/** Rapid feedback: what practitioners think, counted and discussed, and what came of it. */
@NullMarked
package wales.rhannu.feedback;

import org.jspecify.annotations.NullMarked;
