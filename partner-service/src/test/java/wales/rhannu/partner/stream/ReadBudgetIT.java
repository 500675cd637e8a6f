package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import wales.rhannu.partner.stream.Partner.Answer;
import wales.rhannu.partner.stream.Partner.Following;

/** How much is held of what was read for those who are behind, and for pages. */
class ReadBudgetIT extends SmallLimitsService {

    /** In bytes, as the settings have it for both. */
    private static final long BUDGET = 300 << 10;

    @Autowired
    CatchUpReads reads;

    @Test
    void whatIsReadForThoseWhoAreBehindIsBounded() {
        AtomicLong most = new AtomicLong();
        List<Following> all = new ArrayList<>();
        try (Publisher publisher = publisher("tests.behind")) {
            for (int i = 0; i < 10; i++) {
                publisher.publish(100, 100, "x".repeat(2_000));
            }
            for (int i = 0; i < 10; i++) {
                all.add(partner.follow("tests.behind", "", "X-Forwarded-For", "203.0.113." + (10 + i)));
            }
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                most.accumulateAndGet(reads.held(), Math::max);
                return all.stream().allMatch(it -> it.events.size() >= 1_000);
            });
            await().atMost(PATIENCE).until(() -> all.stream()
                    .allMatch(it -> Set.copyOf(it.ids()).containsAll(publisher.published())));
            assertThat(most.get()).isPositive().isLessThanOrEqualTo(BUDGET);
            assertThat(all).allSatisfy(each -> assertThat(each.ids()).doesNotHaveDuplicates());
        } finally {
            all.forEach(Following::close);
        }
        awaitNobody();
        await().atMost(PATIENCE).until(() -> reads.held() == 0);
    }

    @Test
    void readersThatTakeNothingHoldUpNoReadOfOthers() throws Exception {
        List<Socket> stuck = new ArrayList<>();
        try (Publisher publisher = publisher("tests.behind")) {
            for (int i = 0; i < 10; i++) {
                publisher.publish(100, 100, "y".repeat(2_000));
            }
            for (int i = 0; i < 8; i++) {
                stuck.add(stuck("tests.behind/events", "203.0.113." + (30 + i)));
            }
            await().atMost(PATIENCE).until(() -> taken() == 8);
            try (Following good = partner.follow("tests.behind", "", "X-Forwarded-For", ONE)) {
                await().atMost(PATIENCE).until(() -> Set.copyOf(good.ids()).containsAll(publisher.published()));
                assertThat(good.ids()).doesNotHaveDuplicates();
            }
            // a page needs room as well
            assertThat(partner.page("tests.behind", "limit=1000").ids()).isNotEmpty();
            assertThat(reads.heldByPages()).isLessThanOrEqualTo(BUDGET);
        } finally {
            for (Socket each : stuck) {
                each.close();
            }
        }
    }

    private Socket stuck(String events, String address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ask(socket, events, address);
        return socket;
    }

    @Test
    void aWaitingPageIsNoLargerThanAPageAndIsCountedAmongWhatIsHeld() throws Exception {
        String after = partner.page("tests.limits", "from=end").cursor();
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        try (Publisher publisher = publisher("tests.limits")) {
            for (int i = 0; i < 6; i++) {
                waiting.add(partner.getLater("/api/v1/streams/tests.limits/events?wait=30&after=" + after));
            }
            await().atMost(PATIENCE).until(() -> taken() == 6);
            // more than half of the budget: a page after the other has room
            publisher.publish(1, 1, "z".repeat(200_000));
            for (CompletableFuture<Answer> each : waiting) {
                assertThat(each.get(90, TimeUnit.SECONDS).ids()).containsExactlyElementsOf(publisher.published());
            }
        }
        await().atMost(PATIENCE).until(() -> reads.heldByPages() == 0);
        awaitNobody();
    }

    @Test
    void pagesThatNobodyTakesLeaveFollowersTheirRoom() throws Exception {
        try (Publisher publisher = publisher("tests.behind")) {
            publisher.publish(100, 100, "v".repeat(2_000));
            ReadBudget.Share all = Objects.requireNonNull(reads.tryTakeForPage(BUDGET));
            CompletableFuture<Answer> page;
            try {
                page = partner.getLater("/api/v1/streams/tests.behind/events?limit=1000");
                await().atMost(PATIENCE).until(() -> reads.waiting() == 1);
                try (Following good = partner.follow("tests.behind", "", "X-Forwarded-For", ONE)) {
                    await().atMost(PATIENCE).until(() -> Set.copyOf(good.ids()).containsAll(publisher.published()));
                }
                assertThat(page).isNotDone();
            } finally {
                all.release();
            }
            assertThat(page.get(90, TimeUnit.SECONDS).ids()).isNotEmpty();
        }
        awaitNobody();
    }

    @Test
    void whoTakesNothingOfALargeEventIsCountedForItAndEndedWhenOthersWaitForRoom() throws Exception {
        AtomicLong most = new AtomicLong();
        List<Socket> stuck = new ArrayList<>();
        int size = 600_000;
        try (Publisher publisher = publisher("tests.large")) {
            for (int i = 0; i < 10; i++) {
                publisher.publish(1, 1, "w".repeat(size));
            }
            publisher.publish(30, 30, "w"); // so many that those before are not shared any more
            for (int i = 0; i < 3; i++) {
                stuck.add(stuck("tests.large/events", "203.0.113." + (50 + i)));
            }
            await().atMost(PATIENCE).until(() -> reads.held() > 0 && reads.waiting() > 0);
            try (Following good = partner.follow("tests.large", "", "X-Forwarded-For", ONE)) {
                await().atMost(PATIENCE.multipliedBy(2))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> {
                            most.accumulateAndGet(reads.held(), Math::max);
                            return Set.copyOf(good.ids()).containsAll(publisher.published());
                        });
            }
            // two are read at once, since what comes is known only then, and there is no room for a third
            assertThat(most.get()).isBetween((long) size, 2 * size + BUDGET);
        } finally {
            for (Socket each : stuck) {
                each.close();
            }
        }
        awaitNobody();
        await().atMost(PATIENCE).until(() -> reads.held() == 0);
    }
}
