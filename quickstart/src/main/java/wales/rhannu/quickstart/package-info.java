/** The launcher: runs every part of the platform as a process of its own on one machine, and talks to it. */
@NullMarked
package wales.rhannu.quickstart;

import org.jspecify.annotations.NullMarked;
