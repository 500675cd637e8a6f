/** Tests of the case study: its rules, its life over HTTP, and what is published of it. */
@NullMarked
package wales.rhannu.casestudy.study;

import org.jspecify.annotations.NullMarked;
