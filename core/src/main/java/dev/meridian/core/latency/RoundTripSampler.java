package dev.meridian.core.latency;

import dev.meridian.core.net.IpAddress;
import dev.meridian.proto.latency.v1.Digest;
import dev.meridian.proto.latency.v1.Sample;
import dev.meridian.proto.topology.v1.NodeInfo;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Adds up the round trips of clients' connections to this node by their networks, and tells them to all routers when asked
 * to. What is not told is forgotten: memory is bounded, and no address is kept or told whole. Safe for use by many threads.
 */
public final class RoundTripSampler {

    /** Where digests are published. */
    public static final String DIGESTS = "latency.digests";

    /** More networks than that are not told apart between two digests. */
    static final int NETWORKS_MOST = 4_096;

    private static final long LEAST_MICROS = 50;
    private static final long MOST_MICROS = 5_000_000;

    private record Sum(long micros, int count) {}

    private final NodeInfo self;
    private final Consumer<Buffer> digests;
    private final Map<Long, Sum> networks = new ConcurrentHashMap<>();

    /** @param digests publishes to {@link #DIGESTS} */
    public RoundTripSampler(NodeInfo self, Consumer<Buffer> digests) {
        this.self = self;
        this.digests = digests;
    }

    /**
     * Takes in one connection. Times that no network has, of less than 50 microseconds, say that the client is on this very
     * machine; they are left out, like those of more than five seconds.
     *
     * @param clientAddress the IP address at the far end of the connection
     */
    public void measured(String clientAddress, long micros) {
        if (micros < LEAST_MICROS || micros > MOST_MICROS) {
            return;
        }
        IpAddress.parse(clientAddress)
                .map(IpAddress::network)
                .filter(network -> networks.size() < NETWORKS_MOST || networks.containsKey(network))
                .ifPresent(network -> networks.merge(
                        network,
                        new Sum(micros, 1),
                        (a, b) -> new Sum(a.micros() + b.micros(), a.count() + b.count())));
    }

    /** Tells what was measured since it was last called. */
    public void tell() {
        Digest.Builder digest = Digest.newBuilder().setNode(self.getName()).setSite(self.getSite());
        for (Long network : List.copyOf(networks.keySet())) {
            Sum sum = networks.remove(network);
            if (sum != null) {
                digest.addSamples(Sample.newBuilder()
                        .setNetwork(network)
                        .setMicros((int) (sum.micros() / sum.count()))
                        .setCount(sum.count()));
            }
        }
        if (digest.getSamplesCount() > 0) {
            digests.accept(Buffer.buffer(digest.build().toByteArray()));
        }
    }
}
