/** What this service keeps of casestudy-service. */
@NullMarked
package wales.rhannu.feedback.casestudy;

import org.jspecify.annotations.NullMarked;
