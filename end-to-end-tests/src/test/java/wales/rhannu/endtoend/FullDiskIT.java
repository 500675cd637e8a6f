package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import wales.rhannu.testplatform.Api.Answer;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.WriteLoad;

/** A platform on a disk that gets full, to the last byte, and larger again. It needs root, for a disk of its own. */
class FullDiskIT {

    /** Not the one that the other tests share, which its class would start. */
    private static final Path CHECKOUT = Path.of(System.getProperty("rhannu.checkout", ".."));

    private static final Path HOME = Path.of("target", "full-disk").toAbsolutePath();
    private static final Path DISK = HOME.resolve(".rhannu");
    private static final Path FILLER = DISK.resolve("filler");
    private static final long MEGABYTE = 1 << 20;

    private static boolean mounted;

    @BeforeAll
    static void mount() throws Exception {
        Files.createDirectories(DISK);
        // what an earlier run left
        done("umount", DISK.toString());
        mounted = done("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", DISK.toString());
        if (!mounted) {
            System.out.println("FullDiskIT is skipped: no disk can be mounted here, which takes root on a Linux");
        }
        assumeTrue(mounted, "no disk can be mounted");
    }

    @AfterAll
    static void unmount() throws Exception {
        if (mounted) {
            done("umount", DISK.toString());
        }
    }

    private static boolean done(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false;
        }
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void aFullDiskRefusesWritesAndAllIsWellWithinAMinuteOfSpace() throws Exception {
        try (Platform platform = Platform.in(CHECKOUT, HOME, Platform.FOR_MINUTES, null)) {
            System.out.println(platform.start());
            Author author = new Author(platform.api("author"), platform.api("facilitator"));
            String known = author.published("Before the disk was full");
            WriteLoad writing = WriteLoad.begin(author, "full", 6, false);
            try (writing) {
                await().atMost(Duration.ofSeconds(180)).until(() -> writing.published() >= 6);
                // the database stops before there is nothing left
                fill(20 * MEGABYTE);
                Answer refusal = await("writes to be refused")
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> draft(author), answer -> !answer.isSuccess());
                assertRefused(refusal);
                assertThat(author.read(known).status()).isEqualTo(200);
                await("the status to say so").atMost(Duration.ofSeconds(60)).until(() -> platform.status()
                        .path("processes")
                        .path("mongodb")
                        .path("state")
                        .asString()
                        .equals("full"));
                // and then there is nothing left, for the broker and the supervisor either
                fill(0);
                ProcessHandle broker = platform.kill("kafka");
                await("the end of the broker")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !broker.isAlive() || isGone(broker));
                for (int times = 0; times < 10; times++) {
                    assertRefused(draft(author));
                }
                assertThat(author.read(known).status()).isEqualTo(200);

                int before = writing.published();
                long enlarged = System.nanoTime();
                assertThat(done("mount", "-o", "remount,size=500m", DISK.toString()))
                        .isTrue();
                await("people to publish again")
                        .atMost(Duration.ofSeconds(180))
                        .until(() -> writing.published() >= before + 6);
                platform.awaitBack("kafka", broker);
                platform.awaitReady();
                await("all to be well").atMost(Duration.ofSeconds(180)).untilAsserted(() -> assertThat(
                                platform.status().path("processes"))
                        .allMatch(part -> part.path("state").asString().equals("ready")));
                System.out.printf("%.1f s after there was space all was well%n", (System.nanoTime() - enlarged) / 1e9);
            }
            new Invariants(platform).hold(writing.studies());
        }
    }

    private static Answer draft(Author author) {
        return author.draft("A full disk", UUID.randomUUID());
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    /** Fills the disk until so many bytes are left. */
    private static void fill(long left) throws IOException {
        byte[] some = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(FILLER, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (DISK.toFile().getUsableSpace() > left) {
                out.write(some);
            }
        } catch (IOException e) {
            if (left > 0) {
                throw e;
            }
        }
    }

    /** It stays listed until its parent has seen its end. */
    private static boolean isGone(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true;
        }
    }
}
