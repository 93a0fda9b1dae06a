package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MapSettingsTest {

    @Test
    void withoutAWordTheMapIsProtectedAndSeenByNobodyUntilItHasAPassword() {
        MapSettings silent = read(Map.of());
        MapSettings spoken = read(Map.of("router.map.password", "correct horse battery"));

        assertThat(silent.access()).isEqualTo(MapSettings.Access.PROTECTED);
        assertThat(silent.isSeen()).isFalse();
        assertThat(spoken.isSeen()).isTrue();
        assertThat(spoken.namesProjects()).isTrue();
        assertThat(spoken.toString()).doesNotContain("horse");
    }

    @Test
    void anOpenMapNamesNoProject() {
        MapSettings open = read(Map.of("router.map", "open", "router.map.password", "correct horse battery"));

        assertThat(open.isSeen()).isTrue();
        assertThat(open.namesProjects()).isFalse();
        assertThat(read(Map.of("router.map", "off")).isSeen()).isFalse();
    }

    @Test
    void aShortPasswordAndAnUnknownWordStopTheStartAndThePasswordIsNotSaid() {
        assertThatThrownBy(() -> read(Map.of("router.map.password", "tiger")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("router.map.password")
                .hasMessageNotContaining("tiger");
        assertThatThrownBy(() -> read(Map.of("router.map", "public")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("open, protected or off");
    }

    private static MapSettings read(Map<String, String> settings) {
        return MapSettings.read(Configuration.of(settings, Map.of(), Map.of()));
    }
}
