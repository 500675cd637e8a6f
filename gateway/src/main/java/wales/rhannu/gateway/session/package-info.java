/** Signing in with a browser: the session in a sealed cookie, and its token for the services. */
@NullMarked
package wales.rhannu.gateway.session;

import org.jspecify.annotations.NullMarked;
