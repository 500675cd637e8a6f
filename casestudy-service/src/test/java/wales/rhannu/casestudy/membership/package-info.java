/** Tests of what follows from changes among organisations and members. */
@NullMarked
package wales.rhannu.casestudy.membership;

import org.jspecify.annotations.NullMarked;
