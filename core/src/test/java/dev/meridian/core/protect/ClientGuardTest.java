package dev.meridian.core.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.protect.ClientGuard.Stay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientGuardTest {

    private static final long SECOND = 1_000_000_000;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private long now;
    private final ClientGuard guard = new ClientGuard(new ClientLimits(10, 3, 4, 5), metrics, () -> now);

    @Test
    void aClientHasSoManyRequestsUnderWayAndOthersAreNotTouched() {
        List<Stay> stays = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            stays.add(begin("203.0.113.7"));
        }
        assertRefused("203.0.113.7");
        begin("203.0.113.8").leave();
        stays.getFirst().leave();
        begin("203.0.113.7").leave();
        assertThat(metrics.counter("meridian.http.refused", "what", "requests").count())
                .isEqualTo(1);
    }

    @Test
    void aClientSendsTwoSecondsWorthAtOnceAndThenAsManyASecondAsItMay() {
        for (int i = 0; i < 10; i++) {
            begin("203.0.113.7").leave();
        }
        assertRefused("203.0.113.7");
        now += SECOND;
        for (int i = 0; i < 5; i++) {
            begin("203.0.113.7").leave();
        }
        assertRefused("203.0.113.7");
        now += 1_000 * SECOND;
        for (int i = 0; i < 10; i++) {
            begin("203.0.113.7").leave();
        }
        assertRefused("203.0.113.7");
    }

    @Test
    void addressesOfOneIpv6SubscriberAreOneClientAndThoseOfTwoAreNot() {
        for (int i = 0; i < 10; i++) {
            begin("2001:db8:1:2::" + i).leave();
        }
        assertRefused("2001:db8:1:2:ffff::1");
        begin("2001:db8:1:3::1").leave();
    }

    @Test
    void loopbackAndWhatIsNoAddressAreNotHeldToAnything() {
        for (int i = 0; i < 100; i++) {
            assertThat(guard.begin("127.0.0.1")).isEmpty();
            assertThat(guard.begin("::1")).isEmpty();
            assertThat(guard.begin("")).isEmpty();
        }
        assertThat(guard.known()).isZero();
    }

    @Test
    void connectionsAreBoundedForEachClientAndInAllThoughAProxyHasNoBoundOfItsOwn() {
        List<Stay> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(guard.connect("203.0.113.7", false).orElseThrow());
        }
        assertThat(guard.connect("203.0.113.7", false)).isEmpty();
        for (int i = 0; i < 7; i++) {
            open.add(guard.connect("203.0.113.9", true).orElseThrow());
        }
        assertThat(guard.connect("203.0.113.8", false)).isEmpty();
        assertThat(metrics.counter("meridian.http.refused", "what", "connections")
                        .count())
                .isEqualTo(2);
        open.forEach(Stay::leave);
        assertThat(guard.connect("203.0.113.7", false)).isPresent();
    }

    @Test
    void idleClientsAreForgottenAndWhoHasUsedUpHisShareIsNot() {
        begin("203.0.113.7").leave();
        Stay stays = begin("203.0.113.8");
        guard.sweep();
        assertThat(guard.known()).isEqualTo(2);
        now += 10 * SECOND;
        guard.sweep();
        assertThat(guard.known()).as("one has a request under way").isEqualTo(1);
        stays.leave();
        guard.sweep();
        assertThat(guard.known()).isZero();
    }

    @Test
    void memoryIsBoundedAndTheRestShareOneClientsLimits() {
        for (int i = 0; i < ClientGuard.CLIENTS_MOST; i++) {
            begin((1 + i / 65_536) + "." + i / 256 % 256 + "." + i % 256 + ".1").leave();
        }
        for (int i = 0; i < 10; i++) {
            begin("198.51.100." + i).leave();
        }
        assertRefused("198.51.100.99");
        assertThat(guard.known()).isEqualTo(ClientGuard.CLIENTS_MOST);
    }

    private Stay begin(String address) {
        return guard.begin(address).orElseThrow();
    }

    private void assertRefused(String address) {
        assertThatThrownBy(() -> guard.begin(address)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.type().name()).isEqualTo("general_rate_limit_exceeded");
            assertThat(problem.type().status()).isEqualTo(429);
        });
    }
}
