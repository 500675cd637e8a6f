package wales.rhannu.events.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsServiceTest;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.erasure.MemberErasure;

/** Whoever left organises nothing, also where the meetups of a series were being made while they left. */
@EventsServiceTest
class SeriesErasureIT {

    private static final String SERIES = "/meetup-series";

    @LocalServerPort
    int port;

    @Autowired
    Meetups meetups;

    @Autowired
    SeriesRepository repository;

    @Autowired
    SeriesReconciliation following;

    @Autowired
    List<MemberErasure> erasures;

    Api api = new Api(0);
    String organiser = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        organiser = UUID.randomUUID().toString();
    }

    private String drafted() {
        LocalDateTime starts = LocalDateTime.parse("2027-03-18T14:00");
        String plan = "{\"meetup\": %s, \"rrule\": \"FREQ=WEEKLY;COUNT=2\"}"
                .formatted(Api.complete(starts, starts.plusHours(2), 5, 5));
        String id =
                api.send("POST", SERIES, Api.member(organiser), plan).must(201).id();
        awaitSettled(id);
        return id;
    }

    private void awaitSettled(String id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> !repository.get(id).isUnsettled());
    }

    /** As whoever makes its meetups read it, with more of them to make than there are. */
    private Series seen(String id) {
        Series series = repository.get(id);
        SeriesContent plan = series.plan();
        series.edit(
                new MeetupCaller(organiser, Set.of()),
                new SeriesContent(plan.meetup(), "FREQ=WEEKLY;COUNT=4", List.of()),
                Instant.now());
        return series;
    }

    private void goOnWith(Series series) {
        try {
            following.settle(series, () -> {});
        } catch (DomainException erased) {
            assertThat(erased.kind()).isEqualTo(DomainException.Kind.NOT_FOUND);
        }
    }

    private List<MeetupState> organisedBy(String series, String member) {
        return meetups.ofSeries(series).stream()
                .filter(meetup -> member.equals(meetup.organiser()))
                .toList();
    }

    @Test
    void ofAnErasedDraftNothingIsMadeByWhoReadItBefore() {
        String id = drafted();
        Series seen = seen(id);
        assertThat(organisedBy(id, organiser)).hasSize(2);

        erasures.forEach(each -> each.erase(organiser));
        goOnWith(seen);
        assertThat(meetups.ofSeries(id)).isEmpty();
    }

    @Test
    void whatIsMadeOfAPublishedOneIsNotTheirs() {
        String id = drafted();
        api.send("POST", SERIES + "/" + id + "/publication", Api.member(organiser), null)
                .must(200);
        awaitSettled(id);
        Series seen = seen(id);

        erasures.forEach(each -> each.erase(organiser));
        goOnWith(seen);
        assertThat(meetups.ofSeries(id)).hasSize(4);
        assertThat(organisedBy(id, organiser)).isEmpty();
    }

    @Test
    void norIsWhatIsMadeBetweenTwoOfTheErasures() {
        for (int before = 1; before < erasures.size(); before++) {
            organiser = UUID.randomUUID().toString();
            String id = drafted();
            Series seen = seen(id);

            erasures.subList(0, before).forEach(each -> each.erase(organiser));
            goOnWith(seen);
            erasures.subList(before, erasures.size()).forEach(each -> each.erase(organiser));
            assertThat(organisedBy(id, organiser))
                    .as("made before %s", erasures.subList(before, erasures.size()))
                    .isEmpty();
        }
    }
}
