package dev.meridian.core.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Finds a host's addresses, and keeps a tenant from pointing a node at what only the node can reach: loopback,
 * private, link-local (the metadata services of clouds among them) and other special networks (RFC 6890). What was found
 * allowed is what is connected to, so that a name which changes its mind in between gains nothing.
 */
public final class AddressGuard {

    private static final int LOOKUPS = 4;

    private final WorkerExecutor lookups;
    private final boolean allowsPrivate;

    public AddressGuard(Vertx vertx, boolean allowsPrivate) {
        this.lookups = vertx.createSharedWorkerExecutor("meridian-names", LOOKUPS);
        this.allowsPrivate = allowsPrivate;
    }

    /** Those addresses of a host that may be connected to; fails when it has none. */
    public Future<List<InetAddress>> addresses(String host) {
        Callable<List<InetAddress>> lookUp = () -> allowed(host, InetAddress.getAllByName(host));
        return lookups.executeBlocking(lookUp, false).map(found -> Objects.requireNonNull(found));
    }

    private List<InetAddress> allowed(String host, InetAddress[] found) throws UnknownHostException {
        List<InetAddress> allowed = Arrays.stream(found)
                .filter(address -> allowsPrivate || isPublic(address))
                .toList();
        if (allowed.isEmpty()) {
            throw new UnknownHostException(host + " has only addresses that may not be connected to");
        }
        return allowed;
    }

    public static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address four -> isPublic(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
            case Inet6Address six -> isPublic(bytes);
            default -> false;
        };
    }

    private static boolean isPublic(int first, int second, int third) {
        boolean shared = first == 100 && (second & 0xc0) == 64;
        boolean protocols = first == 192 && second == 0 && (third == 0 || third == 2);
        boolean benchmarks = first == 198 && (second & 0xfe) == 18;
        boolean examples =
                (first == 198 && second == 51 && third == 100) || (first == 203 && second == 0 && third == 113);
        return first != 0 && !shared && !protocols && !benchmarks && !examples && first < 224;
    }

    /** Only 2000::/3 is given out, and of it neither tunnels that may end anywhere nor what is for documents. */
    private static boolean isPublic(byte[] six) {
        boolean global = (six[0] & 0xe0) == 0x20;
        boolean teredo = six[0] == 0x20 && six[1] == 0x01 && six[2] == 0 && six[3] == 0;
        boolean documents = six[0] == 0x20 && six[1] == 0x01 && six[2] == 0x0d && (six[3] & 0xff) == 0xb8;
        boolean sixToFour = six[0] == 0x20 && six[1] == 0x02;
        return global && !teredo && !documents && !sixToFour;
    }

    public Future<Void> close() {
        return lookups.close();
    }
}
