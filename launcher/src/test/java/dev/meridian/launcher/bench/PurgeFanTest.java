package dev.meridian.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.bench.PurgeFan.Span;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replay with -Dseed=… */
class PurgeFanTest {

    private static final long SEED = Long.getLong("seed", 20_261_127L);

    @ParameterizedTest
    @EnumSource(Span.class)
    void theSameSeedGivesTheSamePurges(Span span) {
        assertThat(new PurgeFan(span, 64, 0.001, SEED).run(50)).isEqualTo(new PurgeFan(span, 64, 0.001, SEED).run(50));
    }

    @ParameterizedTest
    @EnumSource(Span.class)
    void aThousandEdgesConfirmThoughMessagesAreLost(Span span) {
        List<Double> few = new PurgeFan(span, 8, 0, SEED).run(200);
        List<Double> many = new PurgeFan(span, 1_000, 0.001, SEED).run(200);

        assertThat(many).as("seed %d", SEED).hasSize(200).allMatch(Double::isFinite);
        assertThat(Collections.min(many)).as("seed %d", SEED).isGreaterThan(Collections.min(few));
    }
}
