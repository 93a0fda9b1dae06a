package dev.meridian.region.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    @ParameterizedTest
    @CsvSource({
        "https://www.example.com/a/b?c=1, www.example.com/a/b?c=1",
        "HTTP://WWW.Example.com:8080/A, www.example.com/A",
        "https://example.com, example.com/",
        "https://example.com?q, example.com/?q",
        "https://[::1]:80/a, [::1]/a",
        "/a?b=%20, /a?b=%20",
        "/, /"
    })
    void aUrlIsAHostAndWhatFollowsIt(String url, String place) {
        assertThat(Place.url(url)).contains(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "//example.com/a",
                "ftp://example.com/a",
                "https://",
                "https:///a",
                "https://user@example.com/a",
                "https://exa mple.com/a",
                "https://example.com/a b",
                "https://example.com/#a",
                "https://example.com/\u00e4",
                "/a\nb",
                "https://example.com\u0000/"
            })
    void whatIsNoUrlIsRefused(String text) {
        assertThat(Place.url(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a?b",
                "https://example.com/?",
                "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/2/3"
            })
    void aPrefixHasNoQueryAndIsNotTooDeep(String text) {
        assertThat(Place.prefix(text)).isEmpty();
        assertThat(Place.url(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "exa mple.com", "example.com:80", "https://example.com", "example.com/", "-a", "a-", "*"})
    void whatIsNoHostIsRefused(String text) {
        assertThat(Place.host(text)).isEmpty();
    }
}
