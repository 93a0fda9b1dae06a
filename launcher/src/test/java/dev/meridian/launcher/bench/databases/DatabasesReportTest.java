package dev.meridian.launcher.bench.databases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.bench.databases.DatabasesReport.Row;
import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabasesReportTest {

    private static final Row REGION = row("region", 6_000, "");

    @Test
    void waysArePutBesideTheRegionAndTheRegionBesideOthers() {
        String report = DatabasesReport.operation(
                "get a row",
                List.of(REGION, row("router, region", 3_000, "")),
                List.of(row("pgbench", 10_000, ""), row("Parse Server", 1_000, "Non-2xx or 3xx responses: 3")));

        assertThat(pressed(report))
                .containsExactly(
                        "get a row",
                        "region 6,000/s p50 1.00 ms p99 2.00 ms 1.00 of the region's own door",
                        "router, region 3,000/s p50 1.00 ms p99 2.00 ms 0.50 of the region's own door",
                        "pgbench 10,000/s p50 1.00 ms p99 2.00 ms 0.60 is what the region has of it",
                        "Parse Server 1,000/s p50 1.00 ms p99 2.00 ms 6.00 is what the region has of it"
                                + " Non-2xx or 3xx responses: 3");
    }

    @Test
    void costGrowsAsTheRateFalls() {
        String report = DatabasesReport.growth("size", List.of(REGION, row("more", 4_000, "")));

        assertThat(pressed(report))
                .containsExactly(
                        "size",
                        "region 6,000/s p50 1.00 ms p99 2.00 ms 1.00 times the cost",
                        "more 4,000/s p50 1.00 ms p99 2.00 ms 1.50 times the cost");
    }

    private static Row row(String name, double perSecond, String wrong) {
        return new Row(name, new LoadResult(1, new Figures(perSecond, 1, 2), wrong));
    }

    private static List<String> pressed(String report) {
        return report.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    }
}
