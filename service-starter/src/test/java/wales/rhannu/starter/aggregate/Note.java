package wales.rhannu.starter.aggregate;

import org.jspecify.annotations.Nullable;

/** An aggregate as small as one can be: a text that is open to all once it was shown. */
public class Note extends Aggregate<Note.NoteEvent> {

    public sealed interface NoteEvent extends DomainEvent {}

    @EventType("wales.rhannu.notes.note-written.v1")
    record Written(String text) implements NoteEvent {}

    @EventType("wales.rhannu.notes.note-saved.v1")
    record Saved() implements NoteEvent {
        @Override
        public boolean replacesPending() {
            return true;
        }
    }

    @EventType("wales.rhannu.notes.note-shown.v1")
    record Shown() implements NoteEvent {}

    @EventType("wales.rhannu.notes.note-hidden.v1")
    record Hidden() implements NoteEvent {}

    @EventType("wales.rhannu.notes.note-erased.v1")
    record Erased() implements NoteEvent {}

    record Open(String text) {}

    private String text = "";
    private @Nullable String label;
    private boolean shown;

    @SuppressWarnings("unused") // the store's
    private Note() {}

    public Note(String id, String text) {
        super(id);
        this.text = text;
        raise(new Written(text));
    }

    public Note labelled(String value) {
        label = value;
        return this;
    }

    public String text() {
        return text;
    }

    public @Nullable String label() {
        return label;
    }

    public void save(String value) {
        text = value;
        raise(new Saved());
    }

    public void write(String value) {
        text = value;
        raise(new Written(value));
    }

    public void show() {
        shown = true;
        raise(new Shown());
    }

    public void hide() {
        shown = false;
        raise(new Hidden());
    }

    public void erase() {
        erase(new Erased());
    }

    @Override
    protected @Nullable Object publicState() {
        return shown ? new Open(text) : null;
    }
}
