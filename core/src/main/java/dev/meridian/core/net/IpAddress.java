package dev.meridian.core.net;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as one unsigned 128-bit number, so that both families share one order. IPv4 stands at
 * {@code ::ffff:0:0/96} (RFC 4291 section 2.5.5.2).
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final int LONGEST_LITERAL = 45;
    private static final String COLONED = ":.0123456789abcdefABCDEF";

    /** The address that a literal means, without brackets or a zone; empty if it is none. Never asks DNS. */
    public static Optional<IpAddress> parse(String literal) {
        if (literal.length() > LONGEST_LITERAL) {
            return Optional.empty();
        }
        return literal.indexOf(':') < 0 ? parseIpv4(literal) : parseIpv6(literal);
    }

    /** Four numbers of one to three decimal digits, without zeros in front, which some take for octal. */
    private static Optional<IpAddress> parseIpv4(String literal) {
        long address = 0;
        int octet = 0;
        int digits = 0;
        int octets = 1;
        for (int i = 0; i < literal.length(); i++) {
            char next = literal.charAt(i);
            if (next == '.' && digits > 0 && octets < 4) {
                address = address << 8 | octet;
                octet = 0;
                digits = 0;
                octets++;
            } else if (next >= '0' && next <= '9' && (digits == 0 || octet > 0)) {
                octet = octet * 10 + next - '0';
                digits++;
                if (octet > 255) {
                    return Optional.empty();
                }
            } else {
                return Optional.empty();
            }
        }
        return octets == 4 && digits > 0
                ? Optional.of(new IpAddress(0, MAPPED | address << 8 | octet))
                : Optional.empty();
    }

    private static Optional<IpAddress> parseIpv6(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            char next = literal.charAt(i);
            if (COLONED.indexOf(next) < 0) {
                return Optional.empty();
            }
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
