/** A platform of separate processes to try things on: started, killed and asked the way its users and its fate would. */
@NullMarked
package wales.rhannu.endtoend;

import org.jspecify.annotations.NullMarked;
