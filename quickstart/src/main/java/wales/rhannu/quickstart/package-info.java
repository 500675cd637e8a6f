/**
 * The launcher: runs every service, the broker and the database as separate processes on one machine, and has commands to work
 * with them.
 */
@NullMarked
package wales.rhannu.quickstart;

import org.jspecify.annotations.NullMarked;
