package dev.meridian.core.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheablePathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/storage/buckets/b/files/f/view",
                "/v1/storage/buckets/b/files/f/download",
                "/v1/storage/buckets/b/files/f/preview",
                "/v1/avatars/initials",
            })
    void deliveriesMayBeHeld(String path) {
        assertThat(CacheablePath.is(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/avatars/",
                "/v1/avatars/../account",
                "/v1/avatars/%2e%2e/account",
                "/v1/avatars/;/account",
                "/v1/account",
                "/v1/storage/buckets/b/files/f",
                "/v1/storage/buckets/b/files/f/views",
                "/v1/storage/buckets/b/files/f/view/x",
                "/v1/storage/buckets/b/files/f/view/",
                "/v1/storage/buckets/b/files//view",
                "/v1/storage/buckets//files/f/view",
                "/v1/storage/buckets/b/file/f/view",
                "/v1/storage/buckets/b",
                "/V1/storage/buckets/b/files/f/view",
            })
    void allElseIsPassedOn(String path) {
        assertThat(CacheablePath.is(path)).isFalse();
    }
}
