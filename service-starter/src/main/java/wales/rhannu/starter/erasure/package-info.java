/** The erasure of members from what a service keeps. */
@NullMarked
package wales.rhannu.starter.erasure;

import org.jspecify.annotations.NullMarked;
