/** The OpenAPI document of a service, derived from its controllers by the platform's HTTP conventions. */
@NullMarked
package wales.rhannu.starter.openapi;

import org.jspecify.annotations.NullMarked;
