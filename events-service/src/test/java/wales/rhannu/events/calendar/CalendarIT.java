package wales.rhannu.events.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.events.Api.MEETUPS;
import static wales.rhannu.events.Api.ORGANISER;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.ParseWarning;
import biweekly.util.com.google.ical.compat.javautil.DateIterator;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsServiceTest;
import wales.rhannu.starter.test.TestApi.Answer;

/** What is written by one library is read by another. */
@EventsServiceTest
class CalendarIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SERIES = "/meetup-series";

    @LocalServerPort
    int port;

    Api api = new Api(0);

    @BeforeEach
    void begin() {
        api = new Api(port);
    }

    private ICalendar calendar(String path) {
        Answer answer = api.get(path, null).must(200);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("text/calendar;charset=UTF-8");
        List<List<ParseWarning>> warnings = new ArrayList<>();
        ICalendar read = Biweekly.parse(answer.body()).warnings(warnings).first();
        assertThat(warnings).allMatch(List::isEmpty);
        assertThat(read.validate(biweekly.ICalVersion.V2_0).getWarnings()).isEmpty();
        return read;
    }

    private VEvent only(String path) {
        List<VEvent> events = calendar(path).getEvents();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static Instant starts(VEvent event) {
        return event.getDateStart().getValue().toInstant();
    }

    private static List<Instant> instants(ICalendar calendar, VEvent event) {
        TimeZone zone =
                calendar.getTimezoneInfo().getTimezone(event.getDateStart()).getTimeZone();
        List<Instant> instants = new ArrayList<>();
        DateIterator dates = event.getDateIterator(zone);
        while (dates.hasNext()) {
            instants.add(dates.next().toInstant());
        }
        return instants;
    }

    private String series(String first, String rule, String exceptions) {
        LocalDateTime starts = LocalDateTime.parse(first);
        ObjectNode meetup = Api.complete(starts, starts.plusHours(2), 5, 5);
        String body = "{\"meetup\": %s, \"rrule\": \"%s\", \"exceptions\": %s}".formatted(meetup, rule, exceptions);
        String id = api.send("POST", SERIES, ORGANISER, body).must(201).id();
        api.send("POST", SERIES + "/" + id + "/publication", ORGANISER, null).must(200);
        settled(id);
        return id;
    }

    private JsonNode settled(String id) {
        return await().atMost(PATIENCE)
                .until(() -> api.get(SERIES + "/" + id, ORGANISER).must(200).json(), it -> it.path("settled")
                        .booleanValue());
    }

    @Test
    void aWeeklyMeetupKeepsItsTimeWhenTheClocksGoForward() {
        acrossTheChange(
                series("2038-03-18T14:00", "FREQ=WEEKLY;COUNT=4", "[]"),
                "2038-03-18T14:00:00Z",
                "2038-03-25T14:00:00Z",
                "2038-04-01T13:00:00Z",
                "2038-04-08T13:00:00Z");
    }

    @Test
    void andWhenTheyGoBack() {
        acrossTheChange(
                series("2038-10-21T14:00", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20381111", "[\"2038-10-28\"]"),
                "2038-10-21T13:00:00Z",
                "2038-11-04T14:00:00Z",
                "2038-11-11T14:00:00Z");
    }

    /** As a rule in the calendar of the series, and as meetups of their own. */
    private void acrossTheChange(String series, String... expected) {
        List<Instant> instants = List.of(expected).stream().map(Instant::parse).toList();
        ICalendar calendar = calendar(SERIES + "/" + series + ".ics");
        assertThat(calendar.getEvents()).hasSize(1);
        assertThat(instants(calendar, calendar.getEvents().get(0))).isEqualTo(instants);

        List<Instant> each = new ArrayList<>();
        settled(series).path("meetups").forEach(meetup -> {
            String id = meetup.path("id").stringValue();
            VEvent event = only(MEETUPS + "/" + id + ".ics");
            assertThat(event.getUid().getValue()).isEqualTo(id + "@rhannu.wales");
            assertThat(Duration.between(
                            starts(event), event.getDateEnd().getValue().toInstant()))
                    .isEqualTo(Duration.ofHours(2));
            each.add(starts(event));
        });
        assertThat(each).isEqualTo(instants);
    }

    @Test
    void theRulesOfTheZoneAreInTheCalendar() {
        String id = api.published(
                Api.complete(LocalDateTime.parse("2038-07-01T10:00"), LocalDateTime.parse("2038-07-01T11:00"), 1, 1));
        String text = api.get(MEETUPS + "/" + id + ".ics", null).body();
        assertThat(text)
                .contains(
                        "TZID:Europe/London",
                        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
                        "TZNAME:BST",
                        "DTSTART;TZID=Europe/London:20380701T100000")
                .doesNotContain("meet.example", "Speaker");
        assertThat(starts(only(MEETUPS + "/" + id + ".ics"))).isEqualTo("2038-07-01T09:00:00Z");
    }

    @Test
    void theSequenceRisesWithWhatMattersToCalendarsAlone() {
        String id = api.published(Api.complete(1, 1));
        String path = MEETUPS + "/" + id + ".ics";
        int before = only(path).getSequence().getValue();
        api.edit(id, ORGANISER, "{\"tags\": [\"other\"]}").must(200);
        assertThat(only(path).getSequence().getValue()).isEqualTo(before);
        api.edit(id, ORGANISER, "{\"venue\": {\"name\": \"Y Neuadd\"}}").must(200);
        assertThat(only(path).getSequence().getValue()).isEqualTo(before + 1);
        assertThat(only(path).getLocation().getValue()).startsWith("Y Neuadd");
        api.act(id, "cancellation", ORGANISER, null).must(200);
        assertThat(only(path).getSequence().getValue()).isEqualTo(before + 2);
        assertThat(only(path).getStatus().getValue()).isEqualTo("CANCELLED");
        assertThat(calendar("/meetups.ics").getEvents())
                .filteredOn(event -> event.getUid().getValue().startsWith(id))
                .hasSize(1);
    }

    @Test
    void whatIsOtherwiseThanTheSeriesSaysWhichItReplaces() {
        String id = series("2038-05-06T18:00", "FREQ=MONTHLY;BYDAY=1TH;COUNT=4", "[\"2038-08-05\"]");
        JsonNode meetups = settled(id).path("meetups");
        assertThat(meetups).hasSize(3);
        String second = meetups.path(1).path("id").stringValue();
        api.edit(second, ORGANISER, "{\"starts\": \"2038-06-03T19:00\", \"ends\": \"2038-06-03T20:00\"}")
                .must(200);
        api.act(meetups.path(2).path("id").stringValue(), "cancellation", ORGANISER, null)
                .must(200);

        List<VEvent> events = calendar(SERIES + "/" + id + ".ics").getEvents();
        assertThat(events)
                .hasSize(3)
                .allMatch(event -> event.getUid().getValue().equals(id + "@rhannu.wales"));
        assertThat(events.get(0).getExceptionDates().get(0).getValues())
                .extracting(Date::toInstant)
                .containsExactly(Instant.parse("2038-08-05T17:00:00Z"));
        assertThat(events.get(1).getRecurrenceId().getValue().toInstant()).isEqualTo("2038-06-03T17:00:00Z");
        assertThat(starts(events.get(1))).isEqualTo("2038-06-03T18:00:00Z");
        assertThat(events.get(2).getStatus().getValue()).isEqualTo("CANCELLED");
    }

    @Test
    void anExceptionInTheHourThatTheClocksSkipIsNamedAsTheRuleHasIt() {
        String id = series("2038-03-21T01:30", "FREQ=WEEKLY;COUNT=3", "[\"2038-03-28\"]");
        assertThat(api.get(SERIES + "/" + id + ".ics", null).must(200).body())
                .contains("EXDATE;TZID=Europe/London:20380328T013000\r\n")
                .doesNotContain("METHOD");
    }

    @Test
    void aTitleOfAnyCharactersIsReadAsItIs() {
        ObjectNode meetup = Api.complete(1, 1);
        String title = "Sgwrs 👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻 am ddysgu peirianyddol, ŵy a dŵr; \\n";
        meetup.putObject("title").put("cy", title).put("en", title);
        assertThat(only(MEETUPS + "/" + api.published(meetup) + ".ics")
                        .getSummary()
                        .getValue())
                .isEqualTo(title);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        String id = api.published(Api.complete(1, 1));
        Answer first = api.get(MEETUPS + "/" + id + ".ics", null).must(200);
        assertThat(first.response().headers().firstValue("Cache-Control").orElse(""))
                .contains("max-age=300");
        api.send("GET", MEETUPS + "/" + id + ".ics", null, null, "If-None-Match", first.etag())
                .must(304);
        api.send("HEAD", MEETUPS + "/" + id + ".ics", null, null).must(200);
    }

    @Test
    void aSecretAddressShowsWhereSomebodyGoes() {
        String mine = Api.member("someone");
        String online = api.published(Api.complete(1, 1));
        String full = api.published(Api.complete(1, 1));
        api.register(full, "another", "in-person").must(200);
        api.register(full, "someone", "in-person").must(200);
        api.register(online, "someone", "online").must(200);

        String first = path(api.send("POST", "/calendars/me", mine, null).must(201));
        List<VEvent> events = calendar(first).getEvents();
        assertThat(events).hasSize(2);
        for (VEvent event : events) {
            boolean waits = event.getUid().getValue().startsWith(full);
            assertThat(event.getStatus().getValue()).isEqualTo(waits ? "TENTATIVE" : "CONFIRMED");
            assertThat(event.getDescription().getValue().contains("https://meet.example/secret"))
                    .isEqualTo(!waits);
            assertThat(event.getLocation().getValue())
                    .isEqualTo(waits ? "Y Llyfrgell, Caerdydd / Cardiff" : "Ar-lein / Online");
        }
        assertThat(only(MEETUPS + "/" + full + ".ics").getLocation().getValue())
                .isEqualTo("Y Llyfrgell, Caerdydd / Cardiff, Ar-lein / Online");
        int before = sequence(first, full);
        api.leave(full, "another").must(204);
        assertThat(sequence(first, full)).isGreaterThan(before);

        String second = path(api.send("POST", "/calendars/me", mine, null).must(201));
        api.get(first, null).must(404);
        api.get(second, null).must(200);
        api.send("DELETE", "/calendars/me", mine, null, "Idempotency-Key", "ends it")
                .must(204);
        api.get(second, null).must(404);
        String third = path(api.send("POST", "/calendars/me", mine, null).must(201));
        api.send("DELETE", "/calendars/me", mine, null, "Idempotency-Key", "ends it")
                .must(204);
        api.get(third, null).must(200);
        api.send("DELETE", "/calendars/me", mine, null).must(204);
        api.get(third, null).must(404);
        api.send("DELETE", "/calendars/me", mine, null).must(204);
        api.get(second, null).must(404);
        api.send("POST", "/calendars/me", null, null).must(401);
    }

    private int sequence(String path, String meetup) {
        return calendar(path).getEvents().stream()
                .filter(event -> event.getUid().getValue().startsWith(meetup))
                .findFirst()
                .orElseThrow()
                .getSequence()
                .getValue();
    }

    private static String path(Answer made) {
        return Api.path(made.text("url"));
    }
}
