/** Tests of what people do with a browser at the gateway. */
@NullMarked
package wales.rhannu.gateway.operations;

import org.jspecify.annotations.NullMarked;
