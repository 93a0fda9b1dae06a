package dev.meridian.core.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who may say on whose behalf a request comes: networks in CIDR form. */
public final class TrustedProxies {

    private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private static final class Network {

        private final byte[] address;
        private final int bits;

        Network(byte[] address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += Byte.SIZE) {
                int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (bits - bit));
                if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask & 0xff) != 0) {
                    return false;
                }
            }
            return true;
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
        Optional<byte[]> bytes = bytes(address);
        return bytes.isPresent() && networks.stream().anyMatch(network -> network.contains(bytes.get()));
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
        return bytes(text).isPresent() ? Optional.of(text) : Optional.empty();
    }

    private static Network network(String cidr) {
        int slash = cidr.indexOf('/');
        String host = slash < 0 ? cidr : cidr.substring(0, slash);
        byte[] address = bytes(host).orElseThrow(() -> refused(cidr));
        try {
            int most = address.length * Byte.SIZE;
            int bits = slash < 0 ? most : Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw refused(cidr);
            }
            return new Network(address, bits);
        } catch (NumberFormatException e) {
            throw refused(cidr);
        }
    }

    private static IllegalArgumentException refused(String cidr) {
        return new IllegalArgumentException("'" + cidr + "' is not a network; write it as 10.0.0.0/8 or fd00::/8");
    }

    /** The bytes of an address in numbers; names are never looked up. An IPv4 address in IPv6 form gives four. */
    private static Optional<byte[]> bytes(String text) {
        boolean four = FOUR.matcher(text).matches();
        if (!four && (text.indexOf(':') < 0 || !SIX.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
