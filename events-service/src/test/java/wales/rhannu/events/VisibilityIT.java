package wales.rhannu.events;

import static wales.rhannu.starter.test.Callers.Kind.AUTHOR;
import static wales.rhannu.starter.test.Callers.Kind.FACILITATOR;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.Callers;
import wales.rhannu.starter.test.VisibilityCheck;

@EventsServiceTest
class VisibilityIT {

    private static final String MEETUP = "/api/v1/meetups/{id}";
    private static final String SERIES = "/api/v1/meetup-series/{id}";
    private static final String REGISTRATION = MEETUP + "/registrations/{registration}";
    private static final Set<Callers.Kind> ORGANISERS = Set.of(AUTHOR, FACILITATOR);

    @Autowired
    ApplicationContext service;

    @LocalServerPort
    int port;

    @Test
    void whoMayNotSeeSomethingIsAnsweredAsIfItDidNotExist() {
        VisibilityCheck.of(service)
                .hidden("a draft", MEETUP, ORGANISERS, callers -> List.of(draft(callers)))
                .hidden("a draft of a series", SERIES, ORGANISERS, callers -> List.of(seriesDraft(callers)))
                .hidden(
                        "a registration, under a meetup that it is not for",
                        REGISTRATION,
                        Set.of(),
                        callers -> List.of(draft(callers), registration(callers).get(1)))
                .reserved("a registration", REGISTRATION, ORGANISERS, this::registration)
                .hasNothingHidden("/api/v1/calendars/{secret}.ics", "Whoever has the secret address may read it.")
                .body("PATCH " + MEETUP, "{\"tags\": [\"visible\"]}")
                .body("POST " + MEETUP + "/cancellation", "{}")
                .body("PUT " + MEETUP + "/registrations/me", "{\"mode\": \"online\"}")
                .body("PUT " + REGISTRATION + "/attendance", "{\"attended\": true}")
                .body("PATCH " + SERIES, "{\"exceptions\": []}")
                .body("POST " + SERIES + "/cancellation", "{}")
                .run();
    }

    private String draft(Callers callers) {
        return new Api(port)
                .post("/meetups", callers.author(), Api.complete(5, 5).toString())
                .must(201)
                .id();
    }

    private String seriesDraft(Callers callers) {
        LocalDateTime starts = LocalDateTime.parse("2038-03-18T14:00");
        String plan = "{\"meetup\": %s, \"rrule\": \"FREQ=WEEKLY;COUNT=2\"}"
                .formatted(Api.complete(starts, starts.plusHours(2), 5, 5));
        return new Api(port)
                .post("/meetup-series", callers.author(), plan)
                .must(201)
                .id();
    }

    /** Its meetup is public, and who comes is for the organiser alone. */
    private List<String> registration(Callers callers) {
        Api api = new Api(port);
        String meetup = api.post(
                        "/meetups", callers.author(), Api.complete(5, 5).toString())
                .must(201)
                .id();
        api.act("/meetups/" + meetup + "/publication", callers.author()).must(200);
        api.send("PUT", "/meetups/" + meetup + "/registrations/me", callers.facilitator(), "{\"mode\": \"online\"}")
                .must(200);
        return List.of(
                meetup,
                api.get("/meetups/" + meetup + "/registrations", callers.author())
                        .must(200)
                        .json()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asString());
    }
}
