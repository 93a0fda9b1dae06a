package dev.meridian.router.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.proto.latency.v1.Digest;
import dev.meridian.proto.latency.v1.Sample;
import dev.meridian.router.latency.ClientRoundTrips.Measured;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasuredRoundTripsTest {

    private Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private final MeasuredRoundTrips measured = new MeasuredRoundTrips(() -> now);

    @Test
    void whatADigestTellsIsKnownForItsNetworkAndSiteAlone() {
        measured.hear(Buffer.buffer(Digest.newBuilder()
                .setNode("edge-fra")
                .setSite("fra")
                .addSamples(Sample.newBuilder().setNetwork(7).setMicros(12_500).setCount(3))
                .build()
                .toByteArray()));

        assertThat(measured.of(7).to("fra")).isEqualTo(new Measured(12.5, 3));
        assertThat(measured.of(7).to("nyc")).isEqualTo(Measured.NOTHING);
        assertThat(measured.of(8).to("fra")).isEqualTo(Measured.NOTHING);
    }

    @Test
    void whatIsNoDigestOrSaysNothingSensibleIsIgnored() {
        measured.hear(Buffer.buffer("nonsense"));
        measured.measured(7, "fra", 0, 1);
        measured.measured(7, "fra", Double.NaN, 1);
        measured.measured(7, "fra", 10, 0);
        measured.measured(7, "", 10, 1);
        assertThat(measured.of(7).to("fra")).isEqualTo(Measured.NOTHING);
    }

    @Test
    void noiseMovesNobodyAndAClearChangeDoes() {
        long seed = Long.getLong("seed", 99);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            measured.measured(7, "fra", 40 + 2 * random.nextGaussian(), 1);
        }
        Measured settled = measured.of(7).to("fra");
        assertThat(settled.millis()).as("seed %d", seed).isCloseTo(40, within(5.0));
        for (int i = 0; i < 300; i++) {
            measured.measured(7, "fra", 40 + 2 * random.nextGaussian(), 1);
            assertThat(measured.of(7).to("fra")).isEqualTo(settled);
        }
        for (int i = 0; i < 100; i++) {
            measured.measured(7, "fra", 80, 1);
        }
        assertThat(measured.of(7).to("fra").millis()).isCloseTo(80, within(12.0));
    }

    @Test
    void oldSamplesCountLess() {
        measured.measured(7, "fra", 40, 100);
        now = now.plus(Duration.ofHours(10));
        measured.measured(7, "fra", 90, 1);

        assertThat(measured.of(7).to("fra").millis()).isCloseTo(86, within(4.0));
        assertThat(measured.of(7).to("fra").samples()).isLessThan(2);
    }

    @Test
    void networksAndSitesAreBoundedAndTheOnesHeardOfLastAreKept() {
        int most = MeasuredRoundTrips.NETWORKS_MOST;
        for (int network = 0; network < 3 * most; network++) {
            measured.measured(network, "fra", 10, 1);
        }
        assertThat(measured.of(3L * most - 1).to("fra").samples()).isPositive();
        assertThat(measured.of(2L * most + 1).to("fra").samples()).isPositive();
        assertThat(measured.of(1)).isEqualTo(ClientRoundTrips.Measurements.NONE);

        for (int site = 0; site < 2 * MeasuredRoundTrips.SITES_MOST; site++) {
            now = now.plusSeconds(1);
            measured.measured(1, "s" + site, 10, 1);
        }
        assertThat(measured.of(1).to("s0")).isEqualTo(Measured.NOTHING);
        assertThat(measured.of(1)
                        .to("s" + (2 * MeasuredRoundTrips.SITES_MOST - 1))
                        .samples())
                .isPositive();
    }
}
