package dev.meridian.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PingWindowTest {

    private final PingWindow window = new PingWindow();

    @Test
    void aRoundTripIsTheMedianOfTheLastEight() {
        pings(20, 100);
        pings(8, 10, 11, 12, 13, 14, 15, 16, 17);

        assertThat(window.quality()).isEqualTo(new LinkQuality(Duration.ofMillis(13), 0));
    }

    @Test
    void pingsThatTookARetransmissionAreLostAndDoNotSlowTheLink() {
        pings(30, 20);
        pings(2, 260);

        assertThat(window.quality()).isEqualTo(new LinkQuality(Duration.ofMillis(20), 2.0 / 32));
    }

    @Test
    void aLinkThatHasBecomeSlowerLosesNothing() {
        pings(24, 20);
        pings(8, 300);

        assertThat(window.quality()).isEqualTo(new LinkQuality(Duration.ofMillis(300), 0));
    }

    @Test
    void fewPingsTellNoLoss() {
        pings(6, 20);
        pings(1, 400);

        assertThat(window.quality().loss()).isZero();
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        pings(4, 500);
        pings(32, 20);

        assertThat(window.quality()).isEqualTo(new LinkQuality(Duration.ofMillis(20), 0));
    }

    @Test
    void aClearedWindowKnowsNothing() {
        pings(3, 20);
        window.clear();

        assertThat(window.isEmpty()).isTrue();
        assertThatThrownBy(window::quality).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lossCostsTheTimeUntilItIsSentAgain() {
        assertThat(new LinkQuality(Duration.ofMillis(20), 0.1).costNanos())
                .isEqualTo(Duration.ofMillis(40).toNanos());
        assertThat(new LinkQuality(Duration.ofMillis(150), 0.1).costNanos())
                .isEqualTo(Duration.ofMillis(180).toNanos());
    }

    private void pings(int times, long... millis) {
        for (int i = 0; i < times; i++) {
            window.add(Duration.ofMillis(millis[i % millis.length]).toNanos());
        }
    }
}
