package wales.rhannu.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Makes the start-up caches, as the last step of a build. */
@Command(
        name = "prepare",
        description = "Makes the start-up caches that are missing, which the first start does otherwise.",
        hidden = true)
class PrepareCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Override
    public Integer call() throws Exception {
        new StartUpCaches(rhannu.place(), Rhannu::say).prepare();
        return 0;
    }
}
