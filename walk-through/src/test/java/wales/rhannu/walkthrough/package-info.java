/** Whether docs/new-service.md is true: it is followed to the letter. */
@NullMarked
package wales.rhannu.walkthrough;

import org.jspecify.annotations.NullMarked;
