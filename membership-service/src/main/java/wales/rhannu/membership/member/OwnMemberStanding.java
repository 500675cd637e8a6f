package wales.rhannu.membership.member;

import org.springframework.stereotype.Component;
import wales.rhannu.starter.security.MemberStanding;

/** Reads members' standing from this service's own database, so that it needs no events. */
@Component
class OwnMemberStanding implements MemberStanding {

    private final Members members;

    OwnMemberStanding(Members members) {
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
