package wales.rhannu.feedback.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.feedback.membership.Organisations;
import wales.rhannu.feedback.ranking.RankingContent.Option;
import wales.rhannu.feedback.result.Result;
import wales.rhannu.feedback.result.SealedBallot;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** What was answered is what is counted, whatever happens at the same time. */
@FeedbackServiceTest
class RankingClosingIT {

    private static final List<String> OPTIONS = List.of("a", "b", "c");
    private static final Duration AT_ONCE = Duration.ofMillis(-1);

    @Autowired
    Rankings rankings;

    @Autowired
    Ballots ballots;

    @Autowired
    BallotCasting casting;

    @Autowired
    RankingClosing closing;

    @Autowired
    Organisations organisations;

    private final Clock clock = Clock.systemUTC();
    private ExecutorService threads = Executors.newCachedThreadPool();
    private String ranking = "";
    private BallotCasting otherCasting;
    private RankingClosing otherClosing;

    @BeforeEach
    void open() {
        // what another instance has of its own: it shares nothing with this one but the database
        otherCasting = new BallotCasting(rankings, ballots, clock);
        otherClosing = new RankingClosing(rankings, ballots, organisations, clock);
        threads = Executors.newCachedThreadPool();
        ranking = opened();
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private String opened() {
        Bilingual text = new Bilingual("Testun", "A text");
        RankingContent content = new RankingContent(text, null, options(), null);
        String id = UUID.randomUUID().toString();
        rankings.add(new Ranking(id, content, null, clock.instant()), RequestContext.unconditional());
        return rankings.change(id, RequestContext.unconditional(), it -> it.open(clock.instant()))
                .id();
    }

    private static List<Option> options() {
        return OPTIONS.stream()
                .map(id -> new Option(id, new Bilingual(id, id), null))
                .toList();
    }

    private void cast(BallotCasting by, String voter, List<String> order) {
        by.cast(ranking, voter, organisationOf(voter), List.copyOf(order), RequestContext.unconditional());
    }

    private static void alive() {}

    private void isClosed() {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(
                        () -> assertThat(rankings.get(ranking).isClosed()).isTrue());
    }

    private static String organisationOf(String voter) {
        return "organisation-" + Math.floorMod(voter.hashCode(), 5);
    }

    private static Result resultOf(Map<String, List<String>> acknowledged) {
        List<SealedBallot> all = new ArrayList<>();
        acknowledged.forEach((voter, order) -> {
            if (!order.isEmpty()) {
                all.add(new SealedBallot(order, organisationOf(voter), "not-known"));
            }
        });
        return Result.of(OPTIONS, all);
    }

    private static List<String> order(Random random) {
        List<String> order = new ArrayList<>(OPTIONS);
        Collections.shuffle(order, random);
        return List.copyOf(order.subList(0, 1 + random.nextInt(OPTIONS.size())));
    }

    /** Goes on changing a ballot until that is refused; remembers what was acknowledged last, nothing as an empty order. */
    private Callable<Void> voter(String voter, Map<String, List<String>> acknowledged, CountDownLatch begun) {
        Random random = new Random(voter.hashCode());
        return () -> {
            for (int i = 0; i < 60; i++) { // what waits to be published of one ballot is bounded
                BallotCasting by = random.nextBoolean() ? casting : otherCasting;
                boolean withdraws = random.nextInt(6) == 0;
                List<String> order = withdraws ? List.of() : order(random);
                try {
                    if (withdraws) {
                        by.withdraw(ranking, voter, RequestContext.unconditional());
                    } else {
                        cast(by, voter, order);
                    }
                    acknowledged.put(voter, order);
                } catch (DomainException refusal) {
                    begun.countDown();
                    assertThat(refusal.code()).isEqualTo("not-open");
                    return null;
                }
                begun.countDown();
            }
            return null;
        };
    }

    @RepeatedTest(12)
    void whoWasToldYesIsCountedAndWhoWasToldNoIsNot() throws Exception {
        Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
        int voters = 24;
        CountDownLatch begun = new CountDownLatch(voters);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < voters; i++) {
            all.add(threads.submit(voter("voter-" + i, acknowledged, begun)));
        }
        assertThat(begun.await(120, TimeUnit.SECONDS)).isTrue();
        // both instances close, and each takes the other for dead a few times
        all.add(threads.submit(() -> closing.close(ranking, RequestContext.unconditional())));
        for (RankingClosing by : List.of(closing, otherClosing)) {
            all.add(threads.submit(() -> {
                for (int i = 0; i < 4; i++) {
                    by.sweep(AT_ONCE, RankingClosingIT::alive);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get(120, TimeUnit.SECONDS);
        }
        isClosed();

        assertThat(rankings.get(ranking).result()).isEqualTo(resultOf(acknowledged));
    }

    @RepeatedTest(4)
    void aVoterWithTwoWindowsIsToldTheTruthInBoth() throws Exception {
        Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
        cast(casting, "voter", List.of("a"));
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (String only : List.of("b", "c")) {
            all.add(threads.submit(() -> {
                go.await();
                try {
                    cast(only.equals("b") ? casting : otherCasting, "voter", List.of(only));
                    acknowledged.put(only, List.of(only));
                } catch (DomainException refusal) {
                    assertThat(refusal.code()).isEqualTo("not-open");
                }
                return null;
            }));
        }
        all.add(threads.submit(() -> {
            go.await();
            return closing.close(ranking, RequestContext.unconditional());
        }));
        go.countDown();
        for (Future<?> each : all) {
            each.get(120, TimeUnit.SECONDS);
        }
        isClosed();

        Ranking closed = rankings.get(ranking);
        assertThat(closed.result().voters().people()).isEqualTo(1);
        List<String> counted = ballots.get(Ballot.idOf(ranking, "voter"))
                .countedIn(closed.attempt())
                .orElseThrow();
        assertThat(acknowledged.isEmpty() ? List.of(List.of("a")) : List.copyOf(acknowledged.values()))
                .contains(counted);
    }

    @Nested
    class WhenWhoCloses {

        private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();

        @BeforeEach
        void vote() {
            Random random = new Random(7);
            for (int i = 0; i < 250; i++) {
                List<String> order = order(random);
                cast(casting, "voter-" + i, order);
                acknowledged.put("voter-" + i, order);
            }
        }

        private void attemptThat(Runnable doesAfterTheFirstHundred) {
            AtomicInteger looked = new AtomicInteger();
            rankings.change(ranking, RequestContext.unconditional(), it -> it.beginClosing(clock.instant()));
            otherClosing.sweep(AT_ONCE, () -> {
                if (looked.incrementAndGet() == 2) {
                    doesAfterTheFirstHundred.run();
                }
            });
        }

        @Test
        void diesAnotherGoesOnAndCountsEachOnce() {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> attemptThat(() -> {
                        throw new IllegalStateException("killed");
                    }));
            assertThat(rankings.get(ranking).status()).isEqualTo(Ranking.Status.CLOSING);
            assertThatExceptionOfType(DomainException.class).isThrownBy(() -> cast(casting, "late", OPTIONS));

            // by itself, once the one who died has been silent for long enough
            isClosed();
            assertThat(rankings.get(ranking).result()).isEqualTo(resultOf(acknowledged));
        }

        @Test
        void isPausedAndComesBackNothingChanges() throws Exception {
            CountDownLatch paused = new CountDownLatch(1);
            CountDownLatch resumed = new CountDownLatch(1);
            Future<?> attempt = threads.submit(() -> attemptThat(() -> {
                paused.countDown();
                try {
                    resumed.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            assertThat(paused.await(120, TimeUnit.SECONDS)).isTrue();
            closing.sweep(AT_ONCE, RankingClosingIT::alive);
            Ranking closed = rankings.get(ranking);
            assertThat(closed.isClosed()).isTrue();

            resumed.countDown();
            attempt.get(120, TimeUnit.SECONDS);
            Ranking after = rankings.get(ranking);
            assertThat(after.version()).isEqualTo(closed.version());
            assertThat(after.result()).isEqualTo(resultOf(acknowledged));
        }
    }

    @Nested
    class ACastThatSawTheRankingOpen {

        /** What happens right after the ranking was looked at, and before the ballot is written. */
        private BallotCasting whileInBetween(Runnable happens) {
            AtomicReference<Runnable> once = new AtomicReference<>(happens);
            return new BallotCasting(rankings, ballots, new Clock() {
                @Override
                public ZoneId getZone() {
                    return clock.getZone();
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    Optional.ofNullable(once.getAndSet(null)).ifPresent(Runnable::run);
                    return clock.instant();
                }
            });
        }

        private void isRefused(BallotCasting late, String voter, List<String> order) {
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> cast(late, voter, order))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("not-open"));
        }

        private Optional<List<String>> counted(String voter) {
            Ballot ballot = ballots.get(Ballot.idOf(ranking, voter));
            return ballot.countedIn(rankings.get(ranking).attempt());
        }

        @Test
        void andWasWrittenAfterTheCountingIsRefusedAndNotCounted() {
            cast(casting, "early", List.of("a"));
            isRefused(
                    whileInBetween(() -> closing.close(ranking, RequestContext.unconditional())), "late", List.of("b"));

            assertThat(rankings.get(ranking).result()).isEqualTo(resultOf(Map.of("early", List.of("a"))));
            assertThat(counted("late")).isEmpty();
        }

        @Test
        void andWasWrittenAfterTheEndLeavesWhatWasBefore() {
            cast(casting, "voter", List.of("a"));
            isRefused(
                    whileInBetween(() -> rankings.change(
                            ranking, RequestContext.unconditional(), it -> it.beginClosing(clock.instant()))),
                    "voter",
                    List.of("b"));

            closing.sweep(AT_ONCE, RankingClosingIT::alive);
            assertThat(counted("voter")).contains(List.of("a"));
        }

        @Test
        void isRefusedWhereTheOneBeforeWasSealed() {
            cast(casting, "voter", List.of("a"));
            isRefused(
                    whileInBetween(() -> closing.close(ranking, RequestContext.unconditional())),
                    "voter",
                    List.of("b"));

            assertThat(counted("voter")).contains(List.of("a"));
        }

        @Test
        void isAcceptedWhereItWasSealedBeforeItLookedAgain() {
            cast(casting, "voter", List.of("a"));
            RequestContext context = new RequestContext(UUID.randomUUID().toString(), "key", "b", null);
            // as a caster does, up to its second look at the ranking
            ballots.change(
                    Ballot.idOf(ranking, "voter"),
                    context,
                    it -> it.recast("organisation", context.newId(), List.of("b")));
            closing.close(ranking, RequestContext.unconditional());

            // the same request again: the write was carried out, and what became of it is told
            Ballot ballot = casting.cast(ranking, "voter", "organisation", List.of("b"), context);
            assertThat(ballot.order()).containsExactly("b");
            assertThat(counted("voter")).contains(List.of("b"));
        }
    }

    @Test
    void aRankingClosesByItselfWhenItsTimeHasCome() {
        Bilingual text = new Bilingual("Testun", "A text");
        String id = UUID.randomUUID().toString();
        Instant soon = clock.instant().plus(Duration.ofSeconds(5));
        rankings.add(
                new Ranking(id, new RankingContent(text, null, options(), soon), null, clock.instant()),
                RequestContext.unconditional());
        rankings.change(id, RequestContext.unconditional(), it -> it.open(clock.instant()));
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(rankings.get(id).isClosed()).isTrue());
        assertThat(Objects.requireNonNull(rankings.get(id).result()).voters().people())
                .isZero();
    }
}
