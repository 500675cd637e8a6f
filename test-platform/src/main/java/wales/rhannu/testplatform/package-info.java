/** A platform of separate processes to try things on: started, killed and asked the way its users and its fate would. */
@NullMarked
package wales.rhannu.testplatform;

import org.jspecify.annotations.NullMarked;
