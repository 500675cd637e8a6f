/** Case studies of automation and AI: what was tried, what came of it, and what others should know. */
@NullMarked
package wales.rhannu.casestudy;

import org.jspecify.annotations.NullMarked;
