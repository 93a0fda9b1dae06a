package dev.meridian.launcher.bench.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.bench.functions.Loading.Loaded;
import dev.meridian.launcher.bench.functions.Report.Warm;
import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.FirstCalls;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void warmRatiosAreOfTheFirstRowAndWhatWentWrongIsShown() {
        String report = Report.warm(
                "hello-JSON",
                List.of(
                        new Warm("edge", new LoadResult(1, new Figures(30_000, 2, 9.5), "")),
                        new Warm("other", new LoadResult(1, new Figures(12_000, 5, 11), "Socket errors: timeout 3"))));

        assertThat(report.lines().map(ReportTest::pressed))
                .anyMatch(line -> line.startsWith("edge 30,000/s") && line.endsWith("ratio 1.00"))
                .anyMatch(line ->
                        line.startsWith("other 12,000/s") && line.endsWith("ratio 2.50 Socket errors: timeout 3"));
    }

    @Test
    void firstCallsAreComparedByTheirMedianAndTheirWorst() {
        FirstCalls ours = new FirstCalls(List.of(4.0, 2.0, 1.0));
        FirstCalls theirs = new FirstCalls(List.of(8.0, 8.0, 8.0));

        String report = Report.cold(loaded("host", ours, 1), List.of(loaded("other", theirs, 1)));

        assertThat(report.lines().map(ReportTest::pressed))
                .contains(
                        "host p50 2.00 ms p99 4.00 ms ratio 1.00 and 1.00 (3 functions)",
                        "other p50 8.00 ms p99 8.00 ms ratio 0.25 and 0.50 (3 functions)");
    }

    @Test
    void memoryIsWhatTheFunctionsHaveAdded() {
        FirstCalls calls = new FirstCalls(List.of(1.0));

        String report = Report.memory(List.of(loaded("host", calls, 3), loaded("other", calls, 4)));

        assertThat(report.lines().map(ReportTest::pressed))
                .contains(
                        "host 300 MiB for 100 functions, 400 MiB in all ratio 1.00",
                        "other 400 MiB for 100 functions, 500 MiB in all ratio 0.75");
    }

    @Test
    void aHundredthOfTheFirstCallsIsSlowerThanTheP99() {
        FirstCalls calls = new FirstCalls(DoubleStream.iterate(500, millis -> millis - 1)
                .limit(500)
                .boxed()
                .toList());

        assertThat(calls.p50()).isEqualTo(251);
        assertThat(calls.p99()).isEqualTo(496);
    }

    private static Loaded loaded(String name, FirstCalls calls, int mebibytesEach) {
        long before = 100L << 20;
        return new Loaded(name, calls, 100, before, before + mebibytesEach * (100L << 20));
    }

    private static String pressed(String line) {
        return line.strip().replaceAll(" +", " ");
    }
}
