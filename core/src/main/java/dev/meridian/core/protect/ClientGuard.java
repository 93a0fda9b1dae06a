package dev.meridian.core.protect;

import dev.meridian.core.net.IpAddress;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Holds each client of a node's public doors to {@link ClientLimits}. Loopback addresses are not held to anything: who is on
 * this very machine is its operator, or a proxy that tells no addresses. Memory is bounded: when so many clients are active
 * that no more can be told apart, the rest share the limits of one. Safe for use by many event loops.
 */
public final class ClientGuard {

    static final int CLIENTS_MOST = 100_000;

    private static final double BURST_SECONDS = 2;
    private static final long LOOPBACK_FIRST = 0xffff_7f00_0000L;
    private static final long LOOPBACK_LAST = 0xffff_7fff_ffffL;

    private final ClientLimits limits;
    private final LongSupplier nanos;
    private final Map<Long, Client> clients = new ConcurrentHashMap<>();
    private final Client rest;
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter refusedConnections;
    private final Counter refusedRequests;

    /** @param nanos as {@link System#nanoTime} */
    public ClientGuard(ClientLimits limits, MeterRegistry metrics, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.rest = new Client(nanos.getAsLong());
        this.refusedConnections = counter(metrics, "connections");
        this.refusedRequests = counter(metrics, "requests");
    }

    private static Counter counter(MeterRegistry metrics, String what) {
        return Counter.builder("meridian.http.refused")
                .description("Connections and requests of clients that had too many")
                .tag("what", what)
                .register(metrics);
    }

    /**
     * One client's share of the node.
     *
     * <p>Its tokens are requests that it may send: as many a second as the limit says, for two seconds at most.
     */
    private final class Client {

        private int connections;
        private int requests;
        private double tokens = limits.rateEach() * BURST_SECONDS;
        private long filledAt;

        Client(long now) {
            this.filledAt = now;
        }

        synchronized boolean connect() {
            if (connections >= limits.connectionsEach()) {
                return false;
            }
            connections++;
            return true;
        }

        synchronized void disconnect() {
            connections--;
        }

        synchronized boolean begin(long now) {
            fill(now);
            if (requests >= limits.requestsEach() || tokens < 1) {
                return false;
            }
            tokens--;
            requests++;
            return true;
        }

        synchronized void end() {
            requests--;
        }

        /** Whether forgetting it changes nothing for it. */
        synchronized boolean isIdle(long now) {
            fill(now);
            return connections == 0 && requests == 0 && tokens >= limits.rateEach() * BURST_SECONDS;
        }

        private void fill(long now) {
            double since = Math.max(0, now - filledAt) / 1e9;
            tokens = Math.min(limits.rateEach() * BURST_SECONDS, tokens + since * limits.rateEach());
            filledAt = now;
        }
    }

    /** A connection or a request that was let in; to be left exactly once. */
    @FunctionalInterface
    public interface Stay {
        void leave();
    }

    /**
     * Takes a connection in.
     *
     * @param farEnd IP address of its other end
     * @param isProxy whether that is a trusted proxy, which connects for many clients
     * @return empty if there are too many
     */
    public Optional<Stay> connect(String farEnd, boolean isProxy) {
        if (connections.incrementAndGet() > limits.connections()) {
            return refused(refusedConnections);
        }
        Optional<Client> client = isProxy ? Optional.empty() : client(farEnd);
        if (client.isEmpty()) {
            return Optional.of(connections::decrementAndGet);
        }
        if (!client.get().connect()) {
            return refused(refusedConnections);
        }
        return Optional.of(() -> {
            client.get().disconnect();
            connections.decrementAndGet();
        });
    }

    private Optional<Stay> refused(Counter counter) {
        connections.decrementAndGet();
        counter.increment();
        return Optional.empty();
    }

    /**
     * Takes a request in.
     *
     * @param clientAddress the user's IP address
     * @return empty for who is not held to anything
     * @throws Problem of type {@code general_rate_limit_exceeded} if the client has too many
     */
    public Optional<Stay> begin(String clientAddress) {
        Optional<Client> client = client(clientAddress);
        if (client.isEmpty()) {
            return Optional.empty();
        }
        if (!client.get().begin(nanos.getAsLong())) {
            refusedRequests.increment();
            throw Problem.of(
                    ProblemType.RATE_LIMIT_EXCEEDED, "Too many requests from this address. Please try again later.");
        }
        return Optional.of(client.get()::end);
    }

    /** Forgets who has been idle; to be called every few seconds. */
    public void sweep() {
        long now = nanos.getAsLong();
        clients.values().removeIf(client -> client.isIdle(now));
    }

    int known() {
        return clients.size();
    }

    private Optional<Client> client(String address) {
        if (address.startsWith("127.")) {
            return Optional.empty();
        }
        Optional<IpAddress> parsed = IpAddress.parse(address);
        if (parsed.isEmpty() || isLoopback(parsed.get())) {
            return Optional.empty();
        }
        long key = parsed.get().isIpv4() ? parsed.get().low() : parsed.get().high();
        Client known = clients.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        return Optional.of(
                clients.size() < CLIENTS_MOST
                        ? clients.computeIfAbsent(key, ignored -> new Client(nanos.getAsLong()))
                        : rest);
    }

    private static boolean isLoopback(IpAddress address) {
        boolean four = address.high() == 0 && address.low() >= LOOPBACK_FIRST && address.low() <= LOOPBACK_LAST;
        boolean six = address.high() == 0 && address.low() == 1;
        return four || six;
    }
}
