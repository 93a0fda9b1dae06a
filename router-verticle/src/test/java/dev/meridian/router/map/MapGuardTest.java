package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapGuardTest {

    private static final String PASSWORD = "pass:wörd:123";

    private final MapGuard guard = guard(MapSettings.Access.PROTECTED, Optional.of(new Secret(PASSWORD)));

    @Test
    void anyUserWithThePasswordIsLetIn() {
        assertThat(guard.admits("Basic " + encoded("ada:" + PASSWORD))).isTrue();
        assertThat(guard.admits("bASIC   " + encoded(":" + PASSWORD))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Bearer pass:wörd:123", "pass:wörd:123"})
    void whatGivesNoPasswordIsRefused(String authorization) {
        assertThat(guard.admits(authorization)).isFalse();
    }

    @Test
    void anotherPasswordIsRefused() {
        assertThat(guard.admits("Basic " + encoded("ada:pass:wörd:12"))).isFalse();
        assertThat(guard.admits("Basic " + encoded("ada:" + PASSWORD + "4"))).isFalse();
        assertThat(guard.admits("Basic " + encoded("ada:"))).isFalse();
    }

    @Test
    void withoutAPasswordNobodyIsLetInAndAnOpenMapAsksForNone() {
        MapGuard unset = guard(MapSettings.Access.PROTECTED, Optional.empty());

        assertThat(unset.admits("")).isFalse();
        assertThat(unset.admits("Basic " + encoded("ada:"))).isFalse();
        assertThat(guard(MapSettings.Access.OPEN, Optional.empty()).admits("")).isTrue();
        assertThat(guard(MapSettings.Access.OFF, Optional.empty()).admits("")).isFalse();
    }

    private static MapGuard guard(MapSettings.Access access, Optional<Secret> password) {
        return new MapGuard(new MapSettings(access, password));
    }

    private static String encoded(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
