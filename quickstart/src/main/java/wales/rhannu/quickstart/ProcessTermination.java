package wales.rhannu.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Ends processes: with SIGTERM first, and with SIGKILL those that have not ended in time. */
final class ProcessTermination {

    private ProcessTermination() {}

    /** Ends the services before broker and database, so that they can finish what they are doing. */
    static void inOrder(Map<ManagedProcess, ProcessHandle> processes, Duration grace) {
        of(chosen(processes, false), grace);
        of(chosen(processes, true), grace);
    }

    private static List<ProcessHandle> chosen(Map<ManagedProcess, ProcessHandle> processes, boolean engines) {
        return processes.entrySet().stream()
                .filter(entry -> entry.getKey().isEngine() == engines)
                .map(Map.Entry::getValue)
                .toList();
    }

    static void of(Collection<ProcessHandle> processes, Duration grace) {
        processes.forEach(ProcessHandle::destroy);
        if (!awaited(processes, grace)) {
            processes.forEach(ProcessHandle::destroyForcibly);
            awaited(processes, grace);
        }
    }

    /** Whether all have ended in time. */
    static boolean awaited(Collection<ProcessHandle> processes, Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (!processes.stream().allMatch(ProcessTermination::hasEnded)) {
            if (System.nanoTime() > until) {
                return false;
            }
            Polling.pause();
        }
        return true;
    }

    /** In a container an ended process may stay listed as a zombie, so being listed does not mean that it runs. */
    static boolean hasEnded(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            // this is not Linux, or the process has ended meanwhile
            return !process.isAlive();
        }
    }
}
