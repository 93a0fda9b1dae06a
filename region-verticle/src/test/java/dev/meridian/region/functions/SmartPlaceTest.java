package dev.meridian.region.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SmartPlaceTest {

    private static final Instant START = Instant.parse("2026-11-27T00:00:00Z");

    @Test
    void itIsMovedOnceEnoughExecutionsHaveMadeTwoRequests() {
        SmartPlace nearly = SmartPlace.beginning(false).after(19, 19 * 2, START);
        SmartPlace moved = nearly.after(1, 2, START);

        assertThat(nearly.isInRegion()).isFalse();
        assertThat(nearly.mean()).isEqualTo(2);
        assertThat(moved.isInRegion()).isTrue();
        assertThat(moved.movedAt()).contains(START);
        assertThat(moved.executions()).isZero();
    }

    @Test
    void itStaysWhereItMakesFewer() {
        assertThat(SmartPlace.beginning(false).after(1_000, 1_990, START).isInRegion())
                .isFalse();
        assertThat(SmartPlace.beginning(true).after(1_000, 1_500, START).isInRegion())
                .isTrue();
        assertThat(SmartPlace.beginning(true).after(1_000, 1_490, START).isInRegion())
                .isFalse();
    }

    @Test
    void itIsNotMovedAgainBeforeThePauseIsOverNorWithTooFewExecutions() {
        SmartPlace moved = SmartPlace.beginning(false).after(100, 300, START);
        Instant later = START.plus(SmartPlace.PAUSE);

        assertThat(moved.after(1_000, 0, later.minus(Duration.ofMillis(1))).isInRegion())
                .isTrue();
        assertThat(moved.after(19, 0, later).isInRegion()).isTrue();
        assertThat(moved.after(1_000, 0, later).isInRegion()).isFalse();
    }

    @Test
    void manyAtOnceCountAsMuchAsOneAfterTheOther() {
        SmartPlace begun = SmartPlace.beginning(false).after(100, 300, START);
        SmartPlace together = begun.after(50, 50, START);
        SmartPlace apart = begun;
        for (int i = 0; i < 50; i++) {
            apart = apart.after(1, 1, START);
        }

        assertThat(together.mean()).isEqualTo(apart.mean(), within(1e-9));
        assertThat(together.executions()).isEqualTo(apart.executions());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aboutTwoRequestsDoNotSendItToAndFro(long seed) {
        Random random = new Random(seed);
        SmartPlace place = SmartPlace.beginning(false);
        int moves = 0;
        for (int second = 0; second < 3_600; second++) {
            SmartPlace next = place.after(3, 5 + random.nextInt(3), START.plusSeconds(second));
            moves += next.isInRegion() == place.isInRegion() ? 0 : 1;
            place = next;
        }

        assertThat(moves).isLessThanOrEqualTo(1);
    }
}
