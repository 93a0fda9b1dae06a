package dev.meridian.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DetoursTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final Map<String, LinkQuality> own = new HashMap<>();
    private final Map<String, LinkQuality> told = new HashMap<>();

    @Test
    void aWayCostsBothLinksAndTheForwarding() {
        own.put("b", millis(10));
        told.put("b c", millis(30));

        assertThat(detours().to("c")).containsExactly(new Candidate("b", 41 * MILLI));
    }

    @Test
    void whatOnlyThePeerToldOfTheLinkCountsToo() {
        own.put("b", millis(10));
        told.put("c b", millis(30));

        assertThat(detours().to("c")).containsExactly(new Candidate("b", 41 * MILLI));
    }

    @Test
    void noNodeLeadsToItselfAndNoneWithoutALinkIsNamed() {
        own.put("c", millis(5));
        own.put("d", millis(5));
        told.put("c c", millis(1));

        assertThat(detours().to("c")).isEmpty();
    }

    @Test
    void theCheapestComeFirstAndAreFew() {
        for (int i = 0; i < 100; i++) {
            own.put("n" + i, millis(100 - i));
            told.put("n" + i + " c", millis(1));
        }

        assertThat(detours().to("c"))
                .hasSize(8)
                .extracting(Candidate::node)
                .startsWith("n99", "n98")
                .endsWith("n92");
    }

    private Detours detours() {
        return new Detours(own, (from, to) -> Optional.ofNullable(told.get(from + " " + to)));
    }

    private static LinkQuality millis(long millis) {
        return new LinkQuality(Duration.ofMillis(millis), 0);
    }
}
