/** Topics and replies: writing, following, reporting, and who is told. */
@NullMarked
package wales.rhannu.feedback.discussion;

import org.jspecify.annotations.NullMarked;
