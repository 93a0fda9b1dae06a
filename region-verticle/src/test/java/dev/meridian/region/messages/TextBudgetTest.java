package dev.meridian.region.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a project may spend. */
final class TextBudgetTest {

    @Test
    void eachProjectHasItsOwnAndHasItAnewEveryHour() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T10:59:00Z"));
        TextBudget budget = new TextBudget(now::get, 2);

        assertThat(budget.take("p1")).isTrue();
        assertThat(budget.take("p1")).isTrue();
        assertThat(budget.take("p1")).isFalse();
        assertThat(budget.take("p2")).isTrue();
        now.set(Instant.parse("2026-01-01T11:00:00Z"));
        assertThat(budget.take("p1")).isTrue();
    }
}
