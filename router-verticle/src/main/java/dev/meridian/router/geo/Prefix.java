package dev.meridian.router.geo;

import dev.meridian.core.net.IpAddress;

/**
 * A block of addresses (RFC 4632).
 *
 * @param first its lowest address
 * @param bits how many leading bits of the 128 are fixed; 96 more than the written length for IPv4
 */
record Prefix(IpAddress first, int bits) {

    /** @param text for instance {@code 203.0.113.0/24} or {@code 2001:db8::/32}; bits beyond the length must be 0 */
    static Prefix parse(String text) {
        int slash = text.indexOf('/');
        IpAddress first = IpAddress.parse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' does not begin with an IP address"));
        int width = first.isIpv4() ? 32 : 128;
        int length = slash < 0 ? width : length(text, slash, width);
        Prefix prefix = new Prefix(first, 128 - width + length);
        if ((first.high() & ~prefix.highMask()) != 0 || (first.low() & ~prefix.lowMask()) != 0) {
            throw new IllegalArgumentException("'" + text + "' has bits set beyond its length of " + length);
        }
        return prefix;
    }

    private static int length(String text, int slash, int width) {
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > width) {
            throw new IllegalArgumentException("'" + text + "' has no length of 0 to " + width + " behind the slash");
        }
        return Integer.parseInt(digits);
    }

    IpAddress last() {
        return new IpAddress(first.high() | ~highMask(), first.low() | ~lowMask());
    }

    private long highMask() {
        return bits == 0 ? 0 : -1L << (64 - Math.min(bits, 64));
    }

    private long lowMask() {
        return bits <= 64 ? 0 : -1L << (128 - bits);
    }
}
