/** HTTP conventions: who calls, what a write asks for, pages, problem details. */
@NullMarked
package wales.rhannu.starter.web;

import org.jspecify.annotations.NullMarked;
