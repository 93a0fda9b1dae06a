/**
 * Finds out whom a request comes from: API keys, sessions and administrators (contract sections 2.2 and 4).
 *
 * <p>Start at {@link dev.meridian.region.access.RegionGate}. Fails closed: whatever does not prove itself is a guest.
 */
@NullMarked
package dev.meridian.region.access;

import org.jspecify.annotations.NullMarked;
