package dev.meridian.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressHealthTest {

    private final AtomicLong now = new AtomicLong();
    private final AddressHealth health = new AddressHealth(now::get);
    private final SocketAddress first = SocketAddress.inetSocketAddress(443, "192.0.2.1");
    private final SocketAddress second = SocketAddress.inetSocketAddress(443, "192.0.2.2");
    private final SocketAddress third = SocketAddress.inetSocketAddress(443, "192.0.2.3");

    @Test
    void whatFailedIsTriedLastUntilThatIsForgotten() {
        health.failed(first);

        assertThat(health.inOrder(List.of(first, second, third))).containsExactly(second, third, first);

        now.addAndGet(AddressHealth.MEMORY.plus(Duration.ofMillis(1)).toNanos());
        assertThat(health.inOrder(List.of(first, second, third))).containsExactly(first, second, third);
    }

    @Test
    void whereAllFailedAllAreTried() {
        health.failed(first);
        health.failed(second);

        assertThat(health.inOrder(List.of(first, second))).containsExactly(first, second);
    }
}
