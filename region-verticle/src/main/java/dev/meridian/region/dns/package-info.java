/**
 * Questions to name servers (RFC 1035), with answers that say what was seen and where.
 *
 * <p>Nothing is cached here: whoever has just mended a record wants to see it. Start at
 * {@link dev.meridian.region.dns.NameServers}.
 */
@NullMarked
package dev.meridian.region.dns;

import org.jspecify.annotations.NullMarked;
