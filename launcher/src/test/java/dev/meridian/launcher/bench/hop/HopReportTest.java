package dev.meridian.launcher.bench.hop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.bench.hop.HopReport.Row;
import dev.meridian.launcher.bench.hop.PoliteClients.Outcome;
import dev.meridian.launcher.bench.stage.CostedRound;
import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopReportTest {

    private static final Row OURS = row("meridian router", 12_000, 30, "");
    private static final Row NGINX = row("nginx proxy_pass", 16_000, 20, "Non-2xx or 3xx responses: 3");

    @Test
    void ratiosAreToTheRowThatIsNamed() {
        assertThat(HopReport.of("HTTP/1.1", List.of(OURS, NGINX), "nginx")
                        .lines()
                        .map(HopReportTest::pressed))
                .containsExactly(
                        "HTTP/1.1 (ratios: to nginx proxy_pass)",
                        "meridian router 12,000/s p50 1.00 ms p99 2.00 ms 30.0 us of CPU each CPU 1.50, answers/s 0.75",
                        "nginx proxy_pass 16,000/s p50 1.00 ms p99 2.00 ms 20.0 us of CPU each CPU 1.00, answers/s 1.00"
                                + " Non-2xx or 3xx responses: 3");
    }

    @Test
    void withoutThatRowThereAreNoRatios() {
        assertThat(HopReport.of("HTTP/2", List.of(OURS), "nginx").lines().map(HopReportTest::pressed))
                .containsExactly("HTTP/2", "meridian router 12,000/s p50 1.00 ms p99 2.00 ms 30.0 us of CPU each");
    }

    @Test
    void aFloodIsToldWithWhatOfItWasRefused() {
        LoadResult flood = new LoadResult(
                4_000, new Figures(1_000, 5, 9), "Socket errors: timeout 3; Non-2xx or 3xx responses: 3000");

        FloodRound round = new FloodRound(new Outcome(new Figures(640, 1, 2), 0, 7), flood);

        assertThat(pressed(round.line("router")))
                .isEqualTo("router p50 1.00 ms p99 2.00 ms refused 0, unanswered 7"
                        + " flood: 1,000 answers/s, 75.0 % of them refused");
    }

    private static Row row(String name, double perSecond, double micros, String wrong) {
        return new Row(name, new CostedRound(new LoadResult(1, new Figures(perSecond, 1, 2), wrong), micros));
    }

    private static String pressed(String line) {
        return line.strip().replaceAll(" +", " ");
    }
}
