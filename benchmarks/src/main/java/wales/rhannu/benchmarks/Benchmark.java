package wales.rhannu.benchmarks;

import java.util.List;

/** Something to measure. */
interface Benchmark {

    List<Measurement> run(BenchmarkPlatform ground) throws Exception;
}
