package dev.meridian.region.accounts.factors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One-time passwords against the examples of RFC 6238, appendix B, of whose eight digits apps show the last six. */
final class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void aCodeIsTheOneOfTheRfc(long seconds, String code) {
        assertThat(Totp.code(SECRET, seconds / 30)).isEqualTo(code);
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(seconds), 0)).hasValue(seconds / 30);
    }

    @Test
    void aCodeIsGoodOneStepEarlyOrLateAndNotTwo() {
        Instant now = Instant.ofEpochSecond(3_000);

        assertThat(Totp.step(SECRET, Totp.code(SECRET, 99), now, 0)).hasValue(99);
        assertThat(Totp.step(SECRET, Totp.code(SECRET, 101), now, 0)).hasValue(101);
        assertThat(Totp.step(SECRET, Totp.code(SECRET, 98), now, 0)).isEmpty();
        assertThat(Totp.step(SECRET, Totp.code(SECRET, 102), now, 0)).isEmpty();
    }

    @Test
    void aCodeThatWasUsedOrIsOlderIsGoodNoMore() {
        Instant now = Instant.ofEpochSecond(3_000);

        assertThat(Totp.step(SECRET, Totp.code(SECRET, 100), now, 100)).isEmpty();
        assertThat(Totp.step(SECRET, Totp.code(SECRET, 99), now, 100)).isEmpty();
        assertThat(Totp.step(SECRET, Totp.code(SECRET, 101), now, 100)).hasValue(101);
    }

    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32IsThatOfRfc4648(String text, String encoded) {
        assertThat(Totp.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
    }

    @Test
    void theLinkForAppsNamesWhoseItIs() {
        assertThat(Totp.uri("my app", "a+b@example.com", SECRET))
                .isEqualTo(
                        "otpauth://totp/my%20app:a%2Bb%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=my%20app");
    }
}
