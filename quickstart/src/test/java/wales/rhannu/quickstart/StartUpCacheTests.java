package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartUpCacheTests {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path jar(String name, String content, long time) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            ZipEntry entry = new ZipEntry("A.class");
            entry.setTime(time);
            zip.putNextEntry(entry);
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void aBuildThatChangesNothingKeepsItsCache() throws IOException {
        assertThat(JvmCommandLine.key(jar("a.jar", "same", 1_000_000_000_000L)))
                .isEqualTo(JvmCommandLine.key(jar("b.jar", "same", 1_700_000_000_000L)));
    }

    @Test
    void aBuildThatChangesSomethingHasACacheOfItsOwn() throws IOException {
        assertThat(JvmCommandLine.key(jar("a.jar", "one", 0))).isNotEqualTo(JvmCommandLine.key(jar("b.jar", "two", 0)));
    }

    @Test
    void whatWasLearntCountsOnceItIsWhole() throws IOException {
        StartUpCache cache = new StartUpCache(ManagedProcess.named("gateway"), folder);
        Path draft = Path.of(cache.learning().get(0).replaceAll("^[^=]*=", ""));
        Files.writeString(draft, "learnt");
        assertThat(cache.isMade()).isFalse();
        cache.keep();
        assertThat(cache.isMade()).isTrue();
        assertThat(cache.using().get(0)).doesNotContain(draft.toString());
    }

    private Path checkout() throws IOException {
        Path checkout = folder.resolve("checkout");
        Files.createDirectories(checkout.resolve("quickstart/target/lib"));
        jar("checkout/quickstart/target/rhannu.jar", "launcher", 0);
        jar("checkout/quickstart/target/lib/embedded-engines.jar", "engines", 0);
        Files.createDirectories(checkout.resolve("gateway/target"));
        jar("checkout/gateway/target/gateway.jar", "gateway", 0);
        return checkout;
    }

    @Test
    void aCheckoutThatWasCopiedOrMovedHasCachesOfItsOwn() throws IOException {
        Path checkout = checkout();
        for (ManagedProcess part : List.of(ManagedProcess.named("gateway"), ManagedProcess.named("kafka"))) {
            StartUpCache cache = StartUpCache.of(part, Installation.at(checkout, 0));
            Files.createDirectories(cache.folder());
            Files.writeString(Path.of(cache.learning().get(0).replaceAll("^[^=]*=", "")), "learnt");
            cache.keep();
            assertThat(StartUpCache.of(part, Installation.at(checkout, 0)).isMade())
                    .isTrue();
        }
        Path copy = folder.resolve("copy");
        FileTrees.copy(checkout, copy);
        for (ManagedProcess part : List.of(ManagedProcess.named("gateway"), ManagedProcess.named("kafka"))) {
            assertThat(StartUpCache.of(part, Installation.at(copy, 0)).isMade())
                    .as(part.name())
                    .isFalse();
        }
    }

    @Test
    void aLayoutReplacesThoseOfEarlierBuildsAndLeavesThoseOfThisOne() throws Exception {
        Installation installation = Installation.at(checkout(), 0);
        StartUpCache cache = StartUpCache.of(ManagedProcess.named("mongodb"), installation);
        Path parts = Objects.requireNonNull(cache.folder().getParent());
        // one with another heap, from which a platform may run at this moment
        Path ofAnotherHeap =
                parts.resolve(String.valueOf(cache.folder().getFileName()).replaceAll("-[^-]*$", "-0a0a0a0a"));
        Path ofAnotherBuild = parts.resolve("1b1b1b1b-2c2c2c2c-0a0a0a0a");
        for (Path earlier : List.of(ofAnotherHeap, ofAnotherBuild, cache.folder())) {
            Files.createDirectories(earlier);
            Files.writeString(earlier.resolve("rhannu.jar"), "earlier");
        }
        cache.layOut(installation);
        assertThat(ofAnotherHeap.resolve("rhannu.jar")).hasContent("earlier");
        assertThat(ofAnotherBuild).doesNotExist();
        assertThat(cache.jar()).hasSameBinaryContentAs(installation.launcher());
    }

    @Test
    void aJvmThatLearnsNothingIsNotAskedAgain() throws IOException {
        StartUpCache cache = new StartUpCache(ManagedProcess.named("gateway"), folder);
        cache.keep();
        assertThat(cache.isMade()).isFalse();
        assertThat(cache.isGivenUp()).isTrue();
    }
}
