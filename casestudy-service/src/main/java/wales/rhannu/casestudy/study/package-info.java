/** The case study: its content, its life from draft to archive, who may read it, and what is published of it. */
@NullMarked
package wales.rhannu.casestudy.study;

import org.jspecify.annotations.NullMarked;
