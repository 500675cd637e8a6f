/** The people of the community: joining by work e-mail, profile, roles, standing, erasure. */
@NullMarked
package wales.rhannu.membership.member;

import org.jspecify.annotations.NullMarked;
