package dev.meridian.region.policies;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "/, ''",
        "/news, /news",
        "/news/, /news",
        "/News/A, /News/A",
        "/a.b/..c/d../.e/..., /a.b/..c/d../.e/...",
        "/cdn/https://example.com/a, /cdn/https://example.com/a",
        "/a%20b, /a%20b",
        "/%61dmin%2d%c3%a4%2fb, /admin-%C3%A4%2Fb",
        "/a%2541$1, /a%2541$1"
    })
    void aPathIsWrittenInOneWayWithoutTheSlashAtItsEnd(String text, String prefix) {
        assertThat(PathPrefix.of(text)).contains(prefix);
        assertThat(PathPrefix.of(prefix + "/")).contains(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "news",
                "//",
                "/a//",
                "/a?b",
                "/a#b",
                "/a b",
                "/a\\b",
                "/a\nb",
                "/100%",
                "/%zz",
                "/\u00e4",
                "https://example.com/a",
                "/.",
                "/..",
                "/a/../b",
                "/a/./b",
                "/a/%2e%2E/b",
                "/a/.%2e",
                "/a%2f..%2Fb",
                "/a%5C..%5cb"
            })
    void whatLeadsElsewhereOrIsNoPathIsRefused(String text) {
        assertThat(PathPrefix.of(text)).isEmpty();
    }

    @Test
    void aPathHasUpTo512Characters() {
        assertThat(PathPrefix.of("/" + "a".repeat(511))).isPresent();
        assertThat(PathPrefix.of("/" + "a".repeat(512))).isEmpty();
    }
}
