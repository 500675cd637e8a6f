package wales.rhannu.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which ports of this machine are in use, and by which process. */
final class PortUse {

    private PortUse() {}

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // as servers do: a connection of an earlier run in TIME_WAIT does not block the port
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Fails if a port that the start needs is in use. */
    static void mustBeFree(Installation installation) {
        ManagedProcess.ALL.forEach(part -> mustBeFree(installation.port(part), part.name()));
        mustBeFree(installation.port(ManagedProcess.CONTROLLER_PORT), "kafka's controller");
        mustBeFree(installation.port(ManagedProcess.SMTP_PORT), "the mailbox");
        mustBeFree(installation.port(ManagedProcess.MAILBOX_PORT), "the mailbox");
    }

    private static void mustBeFree(int port, String wanted) {
        if (!isFree(port)) {
            throw busy(port, wanted);
        }
    }

    /** The line that says which port is in use, and by whom. */
    static CommandException busy(int port, String wanted) {
        String owner =
                owner(port).map(process -> " is taken by " + describe(process)).orElse(" is taken");
        return new CommandException("Port " + port + " (" + wanted + ")" + owner + ": end that first");
    }

    private static String describe(ProcessHandle process) {
        String command = process.info()
                .command()
                .map(path -> String.valueOf(Path.of(path).getFileName()) + ", ")
                .orElse("");
        return "another process (" + command + "pid " + process.pid() + ")";
    }

    /** The process that listens at a port; known on Linux, and for processes that this user may inspect. */
    static Optional<ProcessHandle> owner(int port) {
        return socket(port).flatMap(PortUse::holder);
    }

    private static Optional<String> socket(int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] columns = line.trim().split("\\s+");
                    // 0A is the state LISTEN
                    if (columns.length > 9 && columns[1].endsWith(local) && columns[3].equals("0A")) {
                        return Optional.of("socket:[" + columns[9] + "]");
                    }
                }
            } catch (IOException e) {
                // this is not Linux
            }
        }
        return Optional.empty();
    }

    private static Optional<ProcessHandle> holder(String socket) {
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), socket))
                .findFirst();
    }

    private static boolean holds(long pid, String socket) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : open) {
                if (Files.isSymbolicLink(file)
                        && Files.readSymbolicLink(file).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            // the process has ended meanwhile, or belongs to another user
        }
        return false;
    }
}
