package dev.meridian.core.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An IP address without what tells one client from its neighbours. */
public final class CoarseAddress {

    private static final int BYTES_OF_V4 = 3;
    private static final int BYTES_OF_V6 = 6;

    private CoarseAddress() {}

    /**
     * @param literal an IP address
     * @return its network of 24 bits (IPv4) or 48 bits (IPv6), in CIDR notation; a dash for what is no IP address
     */
    public static String of(String literal) {
        try {
            byte[] address = InetAddress.ofLiteral(literal).getAddress();
            int kept = address.length == 4 ? BYTES_OF_V4 : BYTES_OF_V6;
            Arrays.fill(address, kept, address.length, (byte) 0);
            return InetAddress.getByAddress(address).getHostAddress() + '/' + 8 * kept;
        } catch (IllegalArgumentException | UnknownHostException none) {
            return "-";
        }
    }
}
