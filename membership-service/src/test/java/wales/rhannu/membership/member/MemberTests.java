package wales.rhannu.membership.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.starter.aggregate.DomainException;

class MemberTests {

    private static Member somebody() {
        return new Member("m", "somebody@cardiff.gov.uk", null, Set.of());
    }

    @Test
    void everyMemberHasTheRoleOfOne() {
        assertThat(somebody().roles()).containsExactly("member");
    }

    @Nested
    class Choosing {

        @Test
        void isAmongThoseThatShareTheDomain() {
            assertThatThrownBy(() -> somebody().choose("c", List.of("a", "b")))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(DomainException.Kind.INVALID));
        }
    }

    @Nested
    class Describing {

        @Test
        void saysEverythingThatIsWrongAtOnce() {
            Member.Profile profile = new Member.Profile(
                    "n".repeat(101), null, Collections.nCopies(31, "s".repeat(61)), "a".repeat(2001));
            assertThatThrownBy(() -> somebody().describe(profile))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.violations())
                            .hasSize(3 + 31));
        }

        @Test
        void takesOnlyTextThatCanBeKept() {
            Member.Profile profile = new Member.Profile("S\u0000", null, List.of("half \ud83d"), "\u001b[2J");
            assertThatThrownBy(() -> somebody().describe(profile))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.violations())
                            .hasSize(3));
        }
    }

    @Nested
    class Roles {

        @Test
        void ofProgramsAreNotForPeople() {
            assertThatThrownBy(() -> somebody().giveRoles(List.of("partner"))).isInstanceOf(DomainException.class);
        }
    }

    @Nested
    class Standing {

        @Test
        void isTakenOnce() {
            Member member = new Member("m", "x@y.cymru", null, Set.of());
            assertThatThrownBy(member::enable).isInstanceOf(DomainException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a@", "@b", "a b@c.d", "a@b@c", "a\n@b.cc", "<a@b.cc>"})
    void whatIsNoAddressIsNone(String text) {
        assertThat(Members.address(text)).isEmpty();
    }

    @Test
    void anAddressIsKeptInLowerCase() {
        assertThat(Members.address(" Siân.Jones@Cardiff.GOV.uk ")).contains("siân.jones@cardiff.gov.uk");
    }

    @Nested
    class EndedSessions {

        private static final Instant NOW = Instant.parse("2026-01-01T09:00:00Z");
        private static final Instant LATER = NOW.plusSeconds(900);

        @Test
        void countForAsLongAsATokenOfThemCanLive() {
            List<EndedSession> one = EndedSession.more(List.of(), List.of("one"), LATER, NOW);
            assertThat(EndedSession.more(one, List.of("two"), LATER.plusSeconds(1), LATER.minusSeconds(1)))
                    .extracting(EndedSession::session)
                    .containsExactlyInAnyOrder("one", "two");
            assertThat(EndedSession.more(one, List.of("two"), LATER.plusSeconds(1), LATER))
                    .extracting(EndedSession::session)
                    .containsExactly("two");
        }

        @Test
        void areBoundedAndTheLatestCount() {
            List<EndedSession> first = EndedSession.more(List.of(), List.of("first"), LATER, NOW);
            List<String> many =
                    IntStream.range(0, 200).mapToObj(each -> "s" + each).toList();
            assertThat(EndedSession.more(first, many, LATER.plusSeconds(1), NOW))
                    .extracting(EndedSession::session)
                    .containsExactlyElementsOf(many);
        }

        @Test
        void areToldOfOnce() {
            Member member = new Member("m", "x@y.cymru", null, Set.of());
            assertThatThrownBy(() -> member.endSessions(List.of("one"), LATER, NOW))
                    .as("one event in one write, and this is another")
                    .isInstanceOf(IllegalStateException.class);
            member.endSessions(List.of("one"), LATER, NOW);
            assertThat(member.hasEnded("one")).isTrue();
        }
    }
}
