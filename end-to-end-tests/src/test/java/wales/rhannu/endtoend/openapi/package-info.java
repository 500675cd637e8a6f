/** The OpenAPI documents of the services, as those read them who have nothing else. */
@NullMarked
package wales.rhannu.endtoend.openapi;

import org.jspecify.annotations.NullMarked;
