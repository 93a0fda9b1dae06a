package dev.meridian.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() {
        Configuration configuration = Configuration.of(
                Map.of("http.port", "1", "http.host", "a", "node.name", "file"),
                Map.of("MERIDIAN_HTTP_PORT", "2", "MERIDIAN_HTTP_HOST", "b", "HOME", "/root"),
                Map.of("http.port", "3"));

        assertThat(configuration.integer("http.port", 0, 0, 9)).isEqualTo(3);
        assertThat(configuration.text("http.host")).contains("b");
        assertThat(configuration.text("node.name")).contains("file");
        configuration.refuseUnknown();
    }

    @Test
    void aKeyThatNobodyReadStopsTheStartAndNamesTheNearest() {
        Configuration configuration = Configuration.of(Map.of("http.prot", "1"), Map.of(), Map.of());
        assertThat(configuration.integer("http.port", 80, 1, 65_535)).isEqualTo(80);

        assertThatThrownBy(configuration::refuseUnknown)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("'http.prot' is not a setting; did you mean 'http.port'?");
    }

    @Test
    void aVariableOfAnotherProgramIsNoSettingButAMistypedOneStopsTheStart() {
        Configuration others =
                Configuration.of(Map.of(), Map.of("MERIDIAN_HOME", "/x", "MERIDIAN_LOG_LEVEL", "INFO"), Map.of());
        assertThat(others.text("http.host")).isEmpty();
        others.refuseUnknown();

        Configuration mistyped = Configuration.of(Map.of(), Map.of("MERIDIAN_HTTP_HSOT", "x"), Map.of());
        assertThat(mistyped.text("http.host")).isEmpty();
        assertThatThrownBy(mistyped::refuseUnknown).hasMessageContaining("'http.hsot'");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5m,300000", "12h,43200000", "1.5s,1500"})
    void durationsAreReadWithTheirUnit(String text, long millis) {
        assertThat(of(text).duration("key", Duration.ZERO)).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({"512,512", "64KiB,65536", "2MiB,2097152", "3GiB,3221225472"})
    void sizesAreReadWithTheirUnit(String text, long bytes) {
        assertThat(of(text).bytes("key", 0)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-3s", "ms", "5 years", "s"})
    void aDurationWithoutSenseIsRefusedByKeyAndValue(String text) {
        assertThatThrownBy(() -> of(text).duration("key", Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("key is '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5MB", "-3KiB", "KiB", "9999999999999999999", "9223372036854775807GiB"})
    void aSizeWithoutSenseIsRefusedByKeyAndValue(String text) {
        assertThatThrownBy(() -> of(text).bytes("key", 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("key is '" + text + "'");
    }

    @Test
    void aSecretIsNeverPrinted() {
        assertThat(of("hunter2").secret("key").orElseThrow()).hasToString("****");
    }

    private static Configuration of(String value) {
        return Configuration.of(Map.of("key", value), Map.of(), Map.of());
    }
}
