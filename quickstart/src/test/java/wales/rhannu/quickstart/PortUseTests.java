package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortUseTests {

    @Test
    void aPortThatSomebodyListensOnIsNotFree() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThat(PortUse.isFree(port)).isFalse();
        }
        assertThat(PortUse.isFree(port)).isTrue();
    }

    @Test
    void aStartOnABusyPortSaysWhichAndWhoseItIs() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Installation installation = new Installation(Path.of("/nowhere"), Path.of("/nowhere"), port - 9092);
            assertThatThrownBy(() -> PortUse.mustBeFree(installation))
                    .isInstanceOf(CommandException.class)
                    .hasMessage("Port " + port + " (kafka) is taken by another process (java, pid "
                            + ProcessHandle.current().pid() + "): end that first");
        }
    }
}
