/** Tests of what people do with a browser at the gateway. */
@NullMarked
package wales.rhannu.gateway.session;

import org.jspecify.annotations.NullMarked;
