package wales.rhannu.benchmarks;

import java.util.List;

/** Something to measure. */
interface Benchmark {

    List<Figure> run(Ground ground) throws Exception;
}
