package dev.meridian.region.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.access.PlatformOrigin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which platforms a page or an app may be of. */
final class PlatformOriginTest {

    @Test
    void aPageMayBeOfAnyPatternAboveItsName() {
        assertThat(PlatformOrigin.of("https://a.B.example.com:8080/path?x#y"))
                .contains(new PlatformOrigin(
                        "web", List.of("a.b.example.com", "*", "*.b.example.com", "*.example.com", "*.com")));
    }

    @Test
    void aLoopbackAddressIsLocalhost() {
        assertThat(PlatformOrigin.of("http://127.0.0.1:3000").orElseThrow().targets())
                .contains("localhost");
        assertThat(PlatformOrigin.of("http://[::1]:3000").orElseThrow().targets())
                .contains("localhost");
    }

    @Test
    void anAppIsOfTheKindThatItsSchemeSays() {
        assertThat(PlatformOrigin.of("appwrite-ios://com.example.App"))
                .contains(new PlatformOrigin("apple", List.of("com.example.App")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://",
                "https://known.example@evil.example",
                "javascript://known.example",
                "file:///etc/passwd",
                "//known.example"
            })
    void whatIsNoOriginIsOfNoPlatform(String origin) {
        assertThat(PlatformOrigin.of(origin)).isEmpty();
    }

    @Test
    void whatFollowsTheHostDoesNotCount() {
        assertThat(PlatformOrigin.of("https://evil.example\\@known.example")
                        .orElseThrow()
                        .targets())
                .contains("evil.example")
                .doesNotContain("known.example");
    }
}
