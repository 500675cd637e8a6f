package wales.rhannu.starter.operations;

import java.util.List;

/** Lists the unfinished background jobs of a feature; operators see those of all beans of this type. */
@FunctionalInterface
public interface RunningJobs {

    /** The waiting and running jobs, on all instances. */
    List<Job> running();
}
