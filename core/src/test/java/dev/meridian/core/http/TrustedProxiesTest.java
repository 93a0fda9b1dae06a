package dev.meridian.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {

    private final TrustedProxies trusted = TrustedProxies.parse(List.of("10.0.0.0/8", "192.168.1.7", "fd00::/9"));

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9,  198.51.100.1,                     203.0.113.9",
        "10.1.2.3,     '',                               10.1.2.3",
        "10.1.2.3,     198.51.100.1,                     198.51.100.1",
        "10.1.2.3,     '6.6.6.6, 198.51.100.1',          198.51.100.1",
        "10.1.2.3,     '198.51.100.1, 10.9.9.9',         198.51.100.1",
        "192.168.1.7,  198.51.100.1:4711,                198.51.100.1",
        "192.168.1.8,  198.51.100.1,                     192.168.1.8",
        "fd00::1,      [2001:db8::1]:80,                 2001:db8::1",
        "fd80::1,      198.51.100.1,                     fd80::1",
        "10.1.2.3,     'unknown, 10.9.9.9',              10.9.9.9",
        "10.1.2.3,     'evil.example',                   10.1.2.3",
        "::ffff:10.1.2.3, 198.51.100.1,                  198.51.100.1",
        "11.0.0.1,     198.51.100.1,                     11.0.0.1",
        "fd7f:ffff::1, 198.51.100.1,                     198.51.100.1",
        "10.1.2.3,     010.9.9.9,                        10.1.2.3",
    })
    void theClientIsTheRightMostAddressThatIsNotTrusted(String peer, String forwardedFor, String client) {
        assertThat(trusted.clientAddress(peer, List.of(forwardedFor))).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0,   203.0.113.9,  true",
        "0.0.0.0/0,   2001:db8::1,  false",
        "::/0,        2001:db8::1,  true",
        "::/0,        203.0.113.9,  false",
        "2001:db8::/64,  2001:db8::1:0:0:1,  true",
        "2001:db8::/65,  '2001:db8:0:0:8000::1',  false",
        "2001:db8::/127,  2001:db8::1,  true",
        "2001:db8::/128,  2001:db8::1,  false",
        "192.0.2.8/30,  192.0.2.11,  true",
        "192.0.2.8/30,  192.0.2.12,  false",
    })
    void aNetworkIsOfOneFamilyAndDecidedByItsFirstBits(String cidr, String address, boolean isTrusted) {
        assertThat(TrustedProxies.parse(List.of(cidr)).trusts(address)).isEqualTo(isTrusted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "example.com", "", "::1/129", "10.0.0.0/x"})
    void whatIsNoNetworkIsRefusedByName(String cidr) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedProxies.parse(List.of(cidr)))
                .withMessageContaining("'" + cidr + "'");
    }
}
