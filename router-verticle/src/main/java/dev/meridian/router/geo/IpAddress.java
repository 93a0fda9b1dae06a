package dev.meridian.router.geo;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address as one unsigned 128-bit number, so that both families share one order. IPv4 stands at
 * {@code ::ffff:0:0/96} (RFC 4291 section 2.5.5.2).
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern COLONED = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** The address that a literal means, without brackets or a zone; empty if it is none. Never asks DNS. */
    public static Optional<IpAddress> parse(String literal) {
        if (literal.length() > 45
                || !(DOTTED.matcher(literal).matches()
                        || COLONED.matcher(literal).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(InetAddress.ofLiteral(literal).getAddress()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static IpAddress of(byte[] octets) {
        long high = 0;
        long low = 0;
        for (byte octet : octets) {
            high = high << 8 | low >>> 56;
            low = low << 8 | (octet & 0xff);
        }
        return octets.length == 4 ? new IpAddress(0, MAPPED | low) : new IpAddress(high, low);
    }

    public boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** The network that an address is commonly assigned with: the first 24 bits of IPv4, the first 48 of IPv6. */
    public long network() {
        return isIpv4() ? low >>> 8 : high >>> 16;
    }

    @Override
    public int compareTo(IpAddress other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
