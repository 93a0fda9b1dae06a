package dev.meridian.router.geo;

import dev.meridian.core.net.IpAddress;

/**
 * Who asks, as far as routing cares.
 *
 * @param network a number that clients of one network share, see {@link IpAddress#network}; 0 when not known
 */
public record Client(Place place, long network) {}
