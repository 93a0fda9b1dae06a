package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.topology.v1.Counts;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.NodeInfo;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeRatesTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final NodeRates rates = new NodeRates();

    @Test
    void aRateIsTheGrowthBetweenTheHeartbeatsOfTheLastTenSeconds() {
        for (int second = 0; second <= 20; second++) {
            rates.hear(beat(1, second, 100L * Math.max(0, second - 10), 0, 0), NOON.plusSeconds(second));
        }

        assertThat(rates.requestsPerSecond(NOON.plusSeconds(20))).hasValue(100);
        assertThat(rates.executionsPerSecond(NOON.plusSeconds(20))).hasValue(0);
    }

    @Test
    void oneHeartbeatTellsNoRateAndNeitherDoesSilence() {
        rates.hear(beat(1, 0, 5, 0, 0), NOON);

        assertThat(rates.requestsPerSecond(NOON)).isEmpty();

        rates.hear(beat(1, 1, 6, 0, 0), NOON.plusSeconds(1));

        assertThat(rates.requestsPerSecond(NOON.plusSeconds(11))).hasValue(1);
        assertThat(rates.requestsPerSecond(NOON.plusSeconds(12))).isEmpty();
    }

    @Test
    void aHeartbeatThatIsHeardAgainOrTooLateCountsOnce() {
        rates.hear(beat(1, 1, 10, 0, 0), NOON);
        rates.hear(beat(1, 3, 30, 0, 0), NOON);
        rates.hear(beat(1, 3, 30, 0, 0), NOON);
        rates.hear(beat(1, 2, 20, 0, 0), NOON);

        assertThat(rates.requestsPerSecond(NOON)).hasValue(10);
    }

    @Test
    void aRestartBeginsAnew() {
        rates.hear(beat(1, 8, 1_000, 9, 1), NOON);
        rates.hear(beat(1, 9, 2_000, 9, 1), NOON);
        rates.hear(beat(2, 1, 3, 0, 0), NOON);

        assertThat(rates.requestsPerSecond(NOON)).isEmpty();
        assertThat(rates.hitRatio()).isEmpty();
    }

    @Test
    void theHitRatioIsThatOfLateOrElseThatSinceTheStart() {
        assertThat(rates.hitRatio()).isEmpty();

        rates.hear(beat(1, 1, 0, 30, 10), NOON);

        assertThat(rates.hitRatio()).hasValue(0.75);

        rates.hear(beat(1, 2, 0, 30, 14), NOON);

        assertThat(rates.hitRatio()).hasValue(0);
    }

    private static Heartbeat beat(long start, int second, long requests, long hits, long misses) {
        return Heartbeat.newBuilder()
                .setNode(NodeInfo.newBuilder().setName("edge-fra").setStartedAtMillis(start))
                .setSequence(second)
                .setSentAtMillis(1_000L * second)
                .setCounts(Counts.newBuilder()
                        .setRequests(requests)
                        .setCacheHits(hits)
                        .setCacheMisses(misses))
                .build();
    }
}
