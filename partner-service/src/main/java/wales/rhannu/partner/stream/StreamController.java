package wales.rhannu.partner.stream;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import wales.rhannu.partner.catalogue.Catalogue;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;

/** The public topics over HTTP: in pages, and as server-sent events. */
@RestController
@RequestMapping("/api/v1/streams")
class StreamController {

    private static final int MOST_EVENTS = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

    private final Catalogue catalogue;
    private final Streams streams;
    private final ConnectionPermits permits;
    private final StreamPages pages;
    private final SseConnections connections;
    private final StreamServer server;
    private final StreamSettings settings;
    private final Clock clock;

    StreamController(
            Catalogue catalogue,
            Streams streams,
            ConnectionPermits permits,
            StreamPages pages,
            SseConnections connections,
            StreamServer server,
            StreamSettings settings,
            Clock clock) {
        this.catalogue = catalogue;
        this.streams = streams;
        this.permits = permits;
        this.pages = pages;
        this.connections = connections;
        this.server = server;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param events where its events are */
    record View(String topic, String title, String description, String events) {}

    /** As it is in the answer's JSON; for its description. */
    @Schema(name = "EventPage")
    record EventPage(
            @Schema(description = "CloudEvents 1.0 in JSON format; one without data erases its subject")
                    List<Map<String, Object>> events,
            @Schema(description = "What to give as after for what follows") String cursor) {}

    @GetMapping
    @Operation(operationId = "listStreams", summary = "The public topics")
    Page<View> topics(Locale language) {
        return new Page<>(
                catalogue.topics(language).stream()
                        .map(it -> new View(
                                it.topic(), it.title(), it.description(), "/api/v1/streams/" + it.topic() + "/events"))
                        .toList(),
                null);
    }

    // who asks for neither, or for nothing in particular, gets a page
    @GetMapping(
            path = "/{topic}/events",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE})
    @Operation(
            operationId = "readStreamEvents",
            summary = "Events, in pages or as server-sent events",
            description = "An empty page means that there is no more now. Without after it starts at the beginning.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = EventPage.class)))
    @ApiResponse(responseCode = "400", description = "This is no cursor of this topic")
    @ApiResponse(responseCode = "410", description = "The cursor cannot be honoured any more: start at the beginning")
    @ApiResponse(responseCode = "429", description = "This client has as many connections and pages as one may have")
    @ApiResponse(responseCode = "503", description = "The broker is away, or there are too many readers")
    DeferredResult<ResponseEntity<byte[]>> page(
            @PathVariable String topic,
            @Parameter(description = "The cursor of an earlier page, or the id of a server-sent event")
                    @RequestParam(required = false)
                    @Nullable
                    String after,
            @Parameter(description = "1 to 1000; what is outside is taken for the nearest")
                    @RequestParam(defaultValue = "100")
                    int limit,
            @Parameter(description = "How many seconds to wait for an event where there is none, 30 at most")
                    @RequestParam(name = "wait", defaultValue = "0")
                    int wait,
            @Parameter(description = "end: only what comes from now on") @RequestParam(required = false) @Nullable
                    String from,
            Optional<Caller> caller,
            HttpServletRequest request) {
        TopicStream stream = streams.of(topic);
        StartPosition start = StartPosition.of(stream, after, from, clock, settings.cursorLifetime());
        streams.mustRun();
        String client = client(caller, request);
        ConnectionPermits.Permit place = wait > 0 ? permits.subscriber(client) : permits.page(client);
        DeferredResult<ResponseEntity<byte[]>> answer = new DeferredResult<>(LONGEST_ANSWER.toMillis());
        answer.onTimeout(() -> answer.setErrorResult(CatchUpReads.away()));
        CompletableFuture<StreamPages.Page> read = pages.read(
                stream,
                start,
                Math.max(1, Math.min(MOST_EVENTS, limit)),
                Duration.ofSeconds(Math.max(0, Math.min(LONGEST_WAIT.toSeconds(), wait))));
        SendDeadline deadline = new SendDeadline(server, request.getServletConnection());
        answer.onCompletion(() -> {
            deadline.met();
            place.leave();
            CompletableFuture<?> unused = read.thenAccept(page -> page.sent().run());
        });
        CompletableFuture<?> unused = read.whenComplete((page, failure) -> {
            if (failure == null) {
                deadline.begin(streams, settings.stall());
                answer.setResult(ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noStore())
                        .body(page.json()));
            } else {
                Throwable cause = failure.getCause();
                answer.setErrorResult(failure instanceof CompletionException && cause != null ? cause : failure);
            }
        });
        return answer;
    }

    /** Who asks: by its token, else by its address, which is the one that the gateway tells of. */
    private static String client(Optional<Caller> caller, HttpServletRequest request) {
        return caller.map(it -> "token " + it.id()).orElseGet(() -> "address " + request.getRemoteAddr());
    }

    @GetMapping(path = "/{topic}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            operationId = "readStreamEvents",
            summary = "Events, in pages or as server-sent events",
            description = "id is a cursor, data the CloudEvent; one without data erases its subject. "
                    + "Comments come when nothing else does.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "429", description = "This client has as many connections and pages as one may have")
    @ApiResponse(responseCode = "503", description = "There are too many subscribers")
    void stream(
            @PathVariable String topic,
            @Parameter(description = "The id of the last event that was received; it comes before after")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String from,
            @Parameter(
                            description =
                                    "true: each event has its type as its name, in a line event:, and a browser's "
                                            + "EventSource gives it to listeners for that name alone, not to onmessage")
                    @RequestParam(defaultValue = "false")
                    boolean named,
            Optional<Caller> caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TopicStream stream = streams.of(topic);
        String cursor = lastEventId == null || lastEventId.isEmpty() ? after : lastEventId;
        StartPosition start = StartPosition.of(stream, cursor, from, clock, settings.cursorLifetime());
        if (request.getMethod().equals("HEAD")) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            return;
        }
        connections.open(stream, start, named, client(caller, request), request, response);
    }
}
