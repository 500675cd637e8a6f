package wales.rhannu.membership.member;

import org.springframework.stereotype.Component;
import wales.rhannu.starter.security.MemberStanding;

/** Here nobody needs to be told by events who is disabled, or what session has ended. */
@Component
class DecidedStanding implements MemberStanding {

    private final Members members;

    DecidedStanding(Members members) {
        this.members = members;
    }

    @Override
    public boolean isRefused(String subject) {
        return members.isRefused(subject);
    }

    @Override
    public boolean isEnded(String subject, String session) {
        return members.find(subject).map(member -> member.hasEnded(session)).orElse(false);
    }
}
