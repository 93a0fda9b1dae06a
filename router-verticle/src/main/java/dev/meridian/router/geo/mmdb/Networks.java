package dev.meridian.router.geo.mmdb;

import java.io.IOException;

/**
 * Is told the networks of a file in address order, without gaps: each begins where the one before it ends.
 *
 * <p>A record is what {@link MmdbFile#location} takes; {@link #NOTHING} where the file has none.
 */
public interface Networks {

    int NOTHING = -1;

    /** @param first the lowest IPv4 address, as an unsigned number */
    void four(int first, int record) throws IOException;

    /** @param first the first 48 bits of the lowest IPv6 address */
    void six(long first, int record) throws IOException;
}
