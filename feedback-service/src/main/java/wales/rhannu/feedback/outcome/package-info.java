/** What came of a ranking or a topic: we asked, you said, we did. */
@NullMarked
package wales.rhannu.feedback.outcome;

import org.jspecify.annotations.NullMarked;
