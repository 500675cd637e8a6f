/** The OpenID Connect provider: sign-in by e-mailed link, tokens for people and programs. */
@NullMarked
package wales.rhannu.membership.signin;

import org.jspecify.annotations.NullMarked;
