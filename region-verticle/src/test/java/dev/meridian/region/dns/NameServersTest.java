package dev.meridian.region.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.region.TestingRegion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NameServersTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Vertx vertx = Vertx.vertx();
    private final TestingDns dns = TestingDns.start();
    private NameServers servers = new NameServers(vertx, List.of(dns.address()), PATIENCE);

    @AfterEach
    void stop() {
        servers.close();
        dns.close();
        TestingRegion.wait(vertx.close());
    }

    @Test
    void addressesAreToldWithTheServerThatSaidSo() {
        dns.addresses("www.example.org", "192.0.2.1", "192.0.2.2", "2001:db8::1");

        LookUp four = ask("WWW.example.org", RecordKind.A);

        assertThat(four.values()).containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
        assertThat(four.server()).isEqualTo("127.0.0.1:" + dns.address().getPort());
        assertThat(ask("www.example.org", RecordKind.AAAA).values()).containsExactly("2001:db8::1");
    }

    @Test
    void whatIsNotThereIsToldFromWhatCannotBeAsked() {
        dns.addresses("four.example.org", "192.0.2.1")
                .fails("broken.example.org", DnsResponseCode.SERVFAIL)
                .isSilent("silent.example.org");

        assertThat(ask("absent.example.org", RecordKind.A).outcome()).isEqualTo(new Outcome.NoName());
        assertThat(ask("four.example.org", RecordKind.AAAA).outcome()).isEqualTo(new Outcome.NoRecord());
        assertThat(ask("broken.example.org", RecordKind.A).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.code()).containsIgnoringCase("servfail"));
        assertThat(ask("silent.example.org", RecordKind.A).outcome()).isEqualTo(new Outcome.Silent());
    }

    @Test
    void aliasesAreFollowedFromNameToName() {
        dns.alias("a.example.org", "b.example.org")
                .alias("b.example.org", "c.example.net")
                .addresses("c.example.net", "192.0.2.3")
                .alias("dangling.example.org", "gone.example.net");

        LookUp found = ask("a.example.org", RecordKind.A);
        LookUp dangling = ask("dangling.example.org", RecordKind.A);

        assertThat(found.aliases()).containsExactly("b.example.org", "c.example.net");
        assertThat(found.values()).containsExactly("192.0.2.3");
        assertThat(dangling.aliases()).containsExactly("gone.example.net");
        assertThat(dangling.outcome()).isEqualTo(new Outcome.NoName());
    }

    @Test
    void aCircleOrALongChainOfAliasesHasAnEnd() {
        dns.alias("x.example.org", "y.example.org").alias("y.example.org", "x.example.org");
        for (int i = 0; i < 20; i++) {
            dns.alias("n" + i + ".example.org", "n" + (i + 1) + ".example.org");
        }

        assertThat(ask("x.example.org", RecordKind.A).outcome()).isEqualTo(new Outcome.Endless());
        assertThat(ask("n0.example.org", RecordKind.A).outcome()).isEqualTo(new Outcome.Endless());
        assertThat(dns.asked()).hasSizeLessThan(20);
    }

    @Test
    void anAnswerThatWasCutOffIsAskedForOverTcp() {
        dns.text("txt.example.org", "first-", "second").isLarge("txt.example.org");

        assertThat(ask("txt.example.org", RecordKind.TXT).values()).containsExactly("first-second");
        assertThat(dns.asked()).containsExactly("udp TXT txt.example.org", "tcp TXT txt.example.org");
    }

    @Test
    void theNextServerIsAskedWhereOneFails() {
        try (TestingDns second = TestingDns.start()) {
            dns.fails("www.example.org", DnsResponseCode.REFUSED).isSilent("late.example.org");
            second.addresses("www.example.org", "192.0.2.9").addresses("late.example.org", "192.0.2.8");
            servers.close();
            servers = new NameServers(vertx, List.of(dns.address(), second.address()), PATIENCE);

            LookUp found = ask("www.example.org", RecordKind.A);

            assertThat(found.values()).containsExactly("192.0.2.9");
            assertThat(found.server()).isEqualTo("127.0.0.1:" + second.address().getPort());
            assertThat(ask("late.example.org", RecordKind.A).values()).containsExactly("192.0.2.8");
        }
    }

    @Test
    void authoritiesAreReadAsAZoneFileHasThem() {
        dns.authority("example.org", "issue", "ca.example.net; policy=ev");

        assertThat(ask("example.org", RecordKind.CAA).values())
                .containsExactly("0 issue \"ca.example.net; policy=ev\"");
    }

    @Test
    void aRecordThatBreaksItsFormatIsNotThere() {
        dns.add("odd.example.org", DnsRecordType.A, new byte[] {1, 2, 3})
                .add("odd.example.org", DnsRecordType.TXT, new byte[] {9, 'x'})
                .add("odd.example.org", DnsRecordType.CAA, new byte[] {0, 9, 'x'})
                .add("odd.example.org", DnsRecordType.TXT, new byte[] {3, 'a', 0, 'b'});

        assertThat(ask("odd.example.org", RecordKind.A).outcome()).isEqualTo(new Outcome.NoRecord());
        assertThat(ask("odd.example.org", RecordKind.CAA).outcome()).isEqualTo(new Outcome.NoRecord());
        assertThat(ask("odd.example.org", RecordKind.TXT).values()).containsExactly("a?b");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.53,          192.0.2.53,  53",
        "192.0.2.53:5353,     192.0.2.53,  5353",
        "2001:db8::53,        2001:db8::53, 53",
        "[2001:db8::53]:5353, 2001:db8::53, 5353",
    })
    void nameServersAreNamedByAddress(String text, String address, int port) {
        InetSocketAddress parsed = ServerAddresses.of(List.of(text)).getFirst();

        assertThat(parsed).isEqualTo(new InetSocketAddress(address, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns.example.org", "192.0.2.53:0", "192.0.2.53:65536", "192.0.2.300", "[::1", "x"})
    void anythingElseStopsTheStart(String text) {
        assertThatThrownBy(() -> ServerAddresses.of(List.of(text)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(text);
    }

    @Test
    void theMachineNamesItsOwn() {
        assertThat(ServerAddresses.of(List.of())).isNotEmpty();
    }

    private LookUp ask(String name, RecordKind kind) {
        return TestingRegion.wait(servers.ask(name, kind));
    }
}
