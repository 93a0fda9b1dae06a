package dev.meridian.core.http;

import dev.meridian.core.net.IpAddress;
import java.util.List;
import java.util.Optional;

/** Who may say on whose behalf a request comes: networks in CIDR form. */
public final class TrustedProxies {

    private static final int IPV4_BEGINS_AT_BIT = 96;
    private static final int ALL_BITS = 128;

    /** @param bits at the front of an address that decide, of 128 also for IPv4 */
    private record Network(IpAddress address, int bits) {

        boolean contains(IpAddress other) {
            long high = mask(Math.min(bits, Long.SIZE));
            long low = mask(bits - Long.SIZE);
            return address.isIpv4() == other.isIpv4()
                    && ((address.high() ^ other.high()) & high) == 0
                    && ((address.low() ^ other.low()) & low) == 0;
        }

        private static long mask(int ones) {
            return ones <= 0 ? 0 : -1L << (Long.SIZE - ones);
        }
    }

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * @param cidrs such as {@code 10.0.0.0/8}, {@code ::1/128} or a single address
     * @throws IllegalArgumentException that names the entry which is not one
     */
    public static TrustedProxies parse(List<String> cidrs) {
        return new TrustedProxies(cidrs.stream().map(TrustedProxies::network).toList());
    }

    public boolean trusts(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        Optional<IpAddress> parsed = IpAddress.parse(address);
        return parsed.isPresent() && networks.stream().anyMatch(network -> network.contains(parsed.get()));
    }

    /**
     * The user's address: the peer's own unless it is trusted, else the right-most entry of X-Forwarded-For that is not
     * trusted. An entry that is no address ends the search: what stands left of it cannot be believed either.
     *
     * @param forwardedFor values of the header in order, each possibly a comma-separated list
     */
    public String clientAddress(String peer, List<String> forwardedFor) {
        if (forwardedFor.isEmpty()) {
            return peer;
        }
        String believed = peer;
        String[] entries = String.join(",", forwardedFor).split(",", -1);
        for (int i = entries.length - 1; i >= 0 && trusts(believed); i--) {
            Optional<String> entry = address(entries[i]);
            if (entry.isEmpty()) {
                return believed;
            }
            believed = entry.get();
        }
        return believed;
    }

    /** An entry's address, without the port that some proxies add. */
    private static Optional<String> address(String entry) {
        String text = entry.strip();
        if (text.startsWith("[") && text.contains("]")) {
            text = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        return IpAddress.parse(text).isPresent() ? Optional.of(text) : Optional.empty();
    }

    private static Network network(String cidr) {
        int slash = cidr.indexOf('/');
        String host = slash < 0 ? cidr : cidr.substring(0, slash);
        IpAddress address = IpAddress.parse(host).orElseThrow(() -> refused(cidr));
        int before = address.isIpv4() ? IPV4_BEGINS_AT_BIT : 0;
        try {
            int most = ALL_BITS - before;
            int bits = slash < 0 ? most : Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw refused(cidr);
            }
            return new Network(address, before + bits);
        } catch (NumberFormatException e) {
            throw refused(cidr);
        }
    }

    private static IllegalArgumentException refused(String cidr) {
        return new IllegalArgumentException("'" + cidr + "' is not a network; write it as 10.0.0.0/8 or fd00::/8");
    }
}
