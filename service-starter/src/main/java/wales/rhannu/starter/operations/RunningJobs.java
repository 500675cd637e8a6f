package wales.rhannu.starter.operations;

import java.util.List;

/** A bean of it says which jobs a feature has that are not over; operators see those of all features together. */
@FunctionalInterface
public interface RunningJobs {

    /** Those that wait or run, on whichever instance. */
    List<Job> running();
}
