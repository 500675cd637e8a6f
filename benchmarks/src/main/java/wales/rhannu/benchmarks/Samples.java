package wales.rhannu.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured durations in milliseconds. */
final class Samples {

    private final List<Double> values = Collections.synchronizedList(new ArrayList<>());

    void addNanos(long nanos) {
        values.add(nanos / 1e6);
    }

    void add(double value) {
        values.add(value);
    }

    int size() {
        return values.size();
    }

    /** A percentile by nearest rank; NaN without samples. */
    double percentile(double share) {
        List<Double> sorted;
        synchronized (values) {
            sorted = values.stream().sorted().toList();
        }
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(0, Math.min(sorted.size() - 1, rank - 1)));
    }

    double max() {
        return percentile(1);
    }
}
