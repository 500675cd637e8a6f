package wales.rhannu.starter.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;
import wales.rhannu.starter.erasure.MemberErasure;
import wales.rhannu.starter.web.Caller;

/** The classes here are services as small as they can be, which nobody runs. */
class MemberErasureCheckTests {

    @EventType("wales.rhannu.notes.note-written.v1")
    record Written() implements DomainEvent {}

    static class Note extends Aggregate<Written> {}

    static class NotesOfPeople {

        Store<Note> store(Stores stores) {
            return stores.of(Note.class, "notes").holdsPeople().build();
        }
    }

    static class Notes {

        Store<Note> store(Stores stores) {
            return stores.of(Note.class, "notes").build();
        }
    }

    static class Signing {

        String author(Caller caller) {
            return caller.id();
        }
    }

    static class Checking {

        void check(Caller caller) {
            caller.mustHave("facilitator");
        }
    }

    @Component
    static class Erasing implements MemberErasure {

        @Override
        public void erase(String member) {}
    }

    static class ErasingByNobody implements MemberErasure {

        @Override
        public void erase(String member) {}
    }

    static class ErasingConfiguration {

        @Bean
        MemberErasure erasure() {
            return member -> {};
        }
    }

    private static void check(Class<?>... service) {
        MemberErasureCheck.mustBeErased(new ClassFileImporter().importClasses(service));
    }

    @Test
    void aServiceThatKeepsPeopleAndErasesNobodyFails() {
        assertThatThrownBy(() -> check(NotesOfPeople.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("NotesOfPeople")
                .hasMessageContaining("MemberErasure");
        assertThatThrownBy(() -> check(NotesOfPeople.class, ErasingByNobody.class))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void soDoesOneThatKeepsItsCallersAndSaysNothingOfIt() {
        assertThatThrownBy(() -> check(Notes.class, Signing.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Signing.author");
    }

    @Test
    void oneThatErasesPasses() {
        assertThatCode(() -> check(NotesOfPeople.class, Signing.class, Erasing.class))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(NotesOfPeople.class, ErasingConfiguration.class))
                .doesNotThrowAnyException();
    }

    @Test
    void oneThatKeepsNobodyPasses() {
        assertThatCode(() -> check(Notes.class, Checking.class)).doesNotThrowAnyException();
        assertThatCode(() -> check(Signing.class)).doesNotThrowAnyException();
    }
}
