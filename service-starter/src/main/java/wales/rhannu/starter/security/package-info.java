/** Resource-server defaults: tokens checked with kept keys, and by the standing of their member. */
@NullMarked
package wales.rhannu.starter.security;

import org.jspecify.annotations.NullMarked;
