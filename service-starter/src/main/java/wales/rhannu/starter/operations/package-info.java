/** What a service tells its operators about itself. */
@NullMarked
package wales.rhannu.starter.operations;

import org.jspecify.annotations.NullMarked;
