package dev.meridian.launcher.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DoorSettingsTest {

    @Test
    void inPlainTextNothingGoesThroughAnotherNodeUnasked() {
        assertThat(read(Map.of()).privatePaths()).isFalse();
        assertThat(read(Map.of("relay.paths", "private")).privatePaths()).isTrue();
        assertThat(read(Map.of("relay.paths", "direct")).privatePaths()).isFalse();
    }

    @Test
    void aPathOfNoKindIsRefused() {
        assertThatThrownBy(() -> read(Map.of("relay.paths", "any")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("relay.paths is 'any'");
    }

    private static DoorSettings read(Map<String, String> settings) {
        return DoorSettings.read(Configuration.of(settings, Map.of(), Map.of()));
    }
}
