package wales.rhannu.events.meetup;

import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** Lists meetups: coming ones, earliest first, then past ones, latest first; within a span of time in chronological order. */
@Component
class MeetupSearch {

    private static final int CHUNK = 200;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /**
     * What is looked for.
     *
     * @param organiser whose meetups alone
     * @param statuses none: whatever the visitor may see that is no draft
     */
    record MeetupFilter(
            String words,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable AttendanceMode mode,
            Set<Status> statuses,
            @Nullable String organiser,
            MeetupCaller visitor) {

        boolean isOfASpan() {
            return from != null || to != null;
        }
    }

    /** The position of the last meetup of a page. */
    private record PagePosition(ListSection stretch, Instant now, String startsAt, String id) {

        String text() {
            return stretch + "/" + now + "/" + startsAt + "/" + id;
        }
    }

    private enum ListSection {
        SPAN,
        AHEAD,
        BEHIND
    }

    private final Meetups meetups;
    private final Clock clock;

    MeetupSearch(Meetups meetups, Clock clock) {
        this.meetups = meetups;
        this.clock = clock;
    }

    Page<MeetupState> page(MeetupFilter question, Paging paging) {
        PagePosition place = paging.after() == null ? first(question) : placed(paging.after(), question);
        List<MeetupState> found = new ArrayList<>();
        List<PagePosition> places = new ArrayList<>();
        ListSection stretch = place.stretch();
        fill(question, place, paging.limit() + 1, found, places);
        if (stretch == ListSection.AHEAD && found.size() <= paging.limit()) {
            fill(
                    question,
                    new PagePosition(ListSection.BEHIND, place.now(), "", ""),
                    paging.limit() + 1,
                    found,
                    places);
        }
        boolean more = found.size() > paging.limit();
        return new Page<>(
                more ? found.subList(0, paging.limit()) : found,
                more ? Paging.cursor(places.get(paging.limit() - 1).text()) : null);
    }

    private PagePosition first(MeetupFilter question) {
        return new PagePosition(
                question.isOfASpan() ? ListSection.SPAN : ListSection.AHEAD,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                "",
                "");
    }

    private static PagePosition placed(String after, MeetupFilter question) {
        String[] parts = after.split("/", 4);
        try {
            if (parts.length == 4) {
                PagePosition place =
                        new PagePosition(ListSection.valueOf(parts[0]), Instant.parse(parts[1]), parts[2], parts[3]);
                if (question.isOfASpan() == (place.stretch() == ListSection.SPAN)) {
                    return place;
                }
            }
        } catch (RuntimeException e) {
            // said below
        }
        throw DomainException.malformed(List.of(Violation.of("after", "after-not-a-cursor")));
    }

    /** Reads in chunks, because words are matched here and not by the database. */
    private void fill(
            MeetupFilter question, PagePosition from, int wanted, List<MeetupState> found, List<PagePosition> places) {
        PagePosition at = from;
        List<String> words = words(question.words());
        while (found.size() < wanted) {
            List<MeetupState> chunk = meetups.find(query(question, at).limit(CHUNK)).stream()
                    .map(Meetup::state)
                    .toList();
            for (MeetupState each : chunk) {
                at = new PagePosition(
                        from.stretch(), from.now(), each.startsAt().toString(), each.id());
                if (found.size() < wanted && each.isReadableBy(question.visitor()) && says(each.content(), words)) {
                    found.add(each);
                    places.add(at);
                }
            }
            if (chunk.size() < CHUNK) {
                return;
            }
        }
    }

    private static Query query(MeetupFilter question, PagePosition at) {
        Criteria criteria = new Criteria();
        if (question.organiser() != null) {
            criteria = criteria.and("state.organiser").is(question.organiser());
        }
        if (!question.statuses().isEmpty()) {
            criteria = criteria.and("state.status")
                    .in(question.statuses().stream().map(Meetups::text).toList());
        } else if (question.organiser() == null) {
            criteria = criteria.and("state.status").in(Meetups.SHOWN);
        }
        if (question.mode() != null) {
            criteria = criteria.and("state.content.mode").is(question.mode().text());
        }
        boolean backwards = at.stretch() == ListSection.BEHIND;
        Sort.Direction direction = backwards ? Sort.Direction.DESC : Sort.Direction.ASC;
        return new Query(behind(at, within(question, at, criteria))).with(Sort.by(direction, "state.startsAt", "_id"));
    }

    /** What begins and ends at the right times. The beginning, which an index has, is bounded as far as the end says. */
    private static Criteria within(MeetupFilter question, PagePosition at, Criteria all) {
        String now = at.now().toString();
        return switch (at.stretch()) {
            case AHEAD ->
                all.and("state.endsAt")
                        .gt(now)
                        .and("state.startsAt")
                        .gte(at.startsAt().isEmpty() ? Meetups.earliestStart(at.now()) : at.startsAt());
            case BEHIND ->
                all.and("state.endsAt")
                        .lte(now)
                        .and("state.startsAt")
                        .lte(at.startsAt().isEmpty() ? now : at.startsAt());
            case SPAN -> {
                Criteria span = all;
                if (question.from() != null) {
                    span = span.and("state.endsAt").gt(question.from().toString());
                }
                span = span.and("state.startsAt").gte(earliest(question.from(), at));
                yield question.to() == null ? span : span.lt(question.to().toString());
            }
        };
    }

    private static String earliest(@Nullable Instant from, PagePosition at) {
        if (!at.startsAt().isEmpty()) {
            return at.startsAt();
        }
        return from == null ? "" : Meetups.earliestStart(from);
    }

    private static Criteria behind(PagePosition at, Criteria all) {
        if (at.id().isEmpty()) {
            return all;
        }
        Criteria starts = Criteria.where("state.startsAt");
        Criteria id = Criteria.where("_id");
        return at.stretch() == ListSection.BEHIND
                ? all.orOperator(starts.lt(at.startsAt()), id.lt(at.id()))
                : all.orOperator(starts.gt(at.startsAt()), id.gt(at.id()));
    }

    private static boolean says(MeetupContent content, List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        String all = Stream.concat(
                        Stream.of(content.title(), content.description(), content.agenda())
                                .filter(Objects::nonNull)
                                .flatMap(MeetupSearch::texts),
                        content.tags().stream())
                .map(MeetupSearch::plain)
                .collect(Collectors.joining(" "));
        return words.stream().allMatch(all::contains);
    }

    private static Stream<String> texts(Bilingual pair) {
        return Stream.of(pair.cy(), pair.en()).filter(Objects::nonNull).map(String::valueOf);
    }

    private static List<String> words(String q) {
        return Arrays.stream(NO_WORD.split(plain(q)))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /** Without accents, so that w finds ŵ. */
    private static String plain(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }
}
