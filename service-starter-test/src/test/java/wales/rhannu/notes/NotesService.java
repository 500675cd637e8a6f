package wales.rhannu.notes;

import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.Message;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Responses;

/** As small a service as there can be, for the tests of what tests services. */
@SpringBootApplication
class NotesService {

    @EventType("wales.rhannu.notes.note-written.v1")
    record Written(String by) implements DomainEvent {}

    static class Note extends Aggregate<Written> {

        private String text = "";

        @SuppressWarnings("unused") // the store's
        private Note() {}

        Note(String id, String text, String by) {
            super(id);
            this.text = text;
            raise(new Written(by));
        }

        void write(String text, String by) {
            this.text = text;
            raise(new Written(by));
        }

        String text() {
            return text;
        }
    }

    record Draft(String text) {}

    record View(String id, String text) {}

    record Group(String name) {}

    @RestController
    @RequestMapping("/api/v1/notes")
    static class NoteController {

        private final Store<Note> notes;

        NoteController(Stores stores) {
            notes = stores.of(Note.class, "notes").build();
        }

        @PostMapping
        ResponseEntity<View> write(@RequestBody Draft draft, RequestContext context, Caller caller) {
            Note note = notes.add(new Note(context.newId(), draft.text(), caller.id()), context);
            return Responses.created("/api/v1/notes/" + note.id(), note, new View(note.id(), note.text()));
        }

        @GetMapping("/{id}")
        View read(@PathVariable String id) {
            return new View(id, notes.get(id).text());
        }

        @PutMapping("/{id}")
        View rewrite(@PathVariable String id, @RequestBody Draft draft, RequestContext context, Caller caller) {
            Note note = notes.change(id, context, it -> it.write(draft.text(), caller.id()));
            return new View(id, note.text());
        }
    }

    @Bean
    ReadModel<Group> groups(ReadModels models) {
        return models.of("groups.groups", Group.class);
    }

    @Bean
    Consumer<Message<?>> onGroups(ReadModel<Group> groups) {
        return groups;
    }
}
