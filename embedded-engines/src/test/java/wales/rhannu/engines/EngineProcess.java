package wales.rhannu.engines;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An engine as a process of its own, to be killed. */
final class EngineProcess {

    private EngineProcess() {}

    static Process java(Path folder, String... mainAndArguments) throws Exception {
        return java(folder, List.of("-Xmx256m"), mainAndArguments);
    }

    static Process java(Path folder, List<String> options, String... mainAndArguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(mainAndArguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "process.log")))
                .start();
    }
}
