package wales.rhannu.starter.consume;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.consume.DeadLetters.DeadLetter;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** Lists dead letters, and lets an operator replay or discard them. */
@RestController
@RequestMapping("/api/v1/operations/${rhannu.service}/dead-letters")
class DeadLetterController {

    private final DeadLetters letters;

    DeadLetterController(DeadLetters letters) {
        this.letters = letters;
    }

    @GetMapping
    Page<DeadLetter> list(Paging paging, Caller caller) {
        caller.mustHave("operator");
        String after = paging.after() == null ? "" : paging.after();
        List<DeadLetter> rest = letters.unresolved(after, paging.limit() + 1);
        List<DeadLetter> items = rest.subList(0, Math.min(paging.limit(), rest.size()));
        return new Page<>(
                items,
                items.size() < rest.size()
                        ? Paging.cursor(items.get(items.size() - 1).id())
                        : null);
    }

    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void replay(@PathVariable String id, Caller caller) {
        caller.mustHave("operator");
        letters.replay(id, caller.id());
    }

    @PostMapping("/{id}/discard")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void discard(@PathVariable String id, Caller caller) {
        caller.mustHave("operator");
        letters.discard(id, caller.id());
    }
}
