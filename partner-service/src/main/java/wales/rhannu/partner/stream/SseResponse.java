package wales.rhannu.partner.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.web.Problems;

/**
 * The answer to a request for a stream: the head and then events for as long as the connection lasts, or a problem in place of
 * the head. One thread at a time uses it, except for {@link #complete}.
 */
final class SseResponse {

    private static final Logger log = LoggerFactory.getLogger(SseResponse.class);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Problems problems;
    private final AsyncContext async;
    private final ServletOutputStream body;
    private boolean begun;

    SseResponse(HttpServletRequest request, HttpServletResponse response, Problems problems) throws IOException {
        this.request = request;
        this.response = response;
        this.problems = problems;
        this.async = request.startAsync(request, response);
        async.setTimeout(0);
        this.body = response.getOutputStream();
        // it ends with the connection: in chunks, each step of a frame through small buffers would be a chunk of its
        // own
        response.setHeader("Connection", "close");
    }

    ServletOutputStream body() {
        return body;
    }

    /**
     * From now on the container tells how the answer goes on. The first thing that it tells is that the request's filters are
     * through, so that nobody else writes the answer any more.
     *
     * @param writing is told when more can be written
     * @param failed is run when the connection fails
     * @param over is run when the answer is complete, whoever completed it
     */
    void listen(WriteListener writing, Runnable failed, Runnable over) {
        async.addListener(new AsyncListener() {
            @Override
            public void onError(AsyncEvent event) {
                failed.run();
            }

            @Override
            public void onTimeout(AsyncEvent event) {
                failed.run();
            }

            @Override
            public void onComplete(AsyncEvent event) {
                over.run();
            }

            @Override
            public void onStartAsync(AsyncEvent event) {}
        });
        body.setWriteListener(writing);
    }

    /** Whether the head is decided: what happens from then on cannot change the status. */
    boolean hasBegun() {
        return begun;
    }

    /** Decides on the head of a stream; it is sent with the first event or comment. */
    void begin() {
        begun = true;
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    /**
     * Answers with a problem, unless the stream has begun.
     *
     * @param writable whether the container lets it be written; the answer has no body otherwise
     */
    void refuse(DomainException refusal, boolean writable) {
        problem(() -> problems.head(response, refusal), writable, () -> problems.write(request, response, refusal));
    }

    /** As {@link #refuse}, after an error of our own. */
    void fail(boolean writable) {
        problem(() -> response.setStatus(500), writable, () -> problems.write(request, response, 500));
    }

    private interface Body {
        void write() throws IOException;
    }

    private void problem(Runnable head, boolean writable, Body problem) {
        if (begun) {
            return;
        }
        head.run();
        try {
            if (writable && body.isReady()) {
                problem.write();
            }
        } catch (IOException e) {
            log.debug("The reader of {} left before it was told why: {}", request.getRequestURI(), e.toString());
        }
    }

    /** Ends the answer and its connection; may be called by any thread. */
    void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            log.debug("The container ended it first: {}", e.toString());
        }
    }
}
