package dev.meridian.launcher.bench.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.ConfigurationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadingTest {

    @Test
    void everyFunctionIsCalledOnceAndTheFirstOfThemAreTheColdOnes() {
        Loading loading = Loading.of(1_000, 500);

        assertThat(loading.cold())
                .hasSize(500)
                .containsExactlyElementsOf(IntStream.range(0, 500)
                        .mapToObj(i -> "unseen" + i + ".bench.localhost")
                        .toList());
        assertThat(loading.all())
                .doesNotHaveDuplicates()
                .hasSize(loading.warmUp().size() + 1_000);
        assertThat(Loading.of(20, 500).cold()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 2_001})
    void aNumberOfFunctionsOutOfBoundsIsRefusedByItsFlag(int loaded) {
        assertThatThrownBy(() -> Loading.of(loaded, 500))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--loaded is " + loaded + "; it goes from 1 to 2000");
    }
}
