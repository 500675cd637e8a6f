/** How the gateway's own pages are made: in Welsh or English, without JavaScript. */
@NullMarked
package wales.rhannu.gateway.page;

import org.jspecify.annotations.NullMarked;
