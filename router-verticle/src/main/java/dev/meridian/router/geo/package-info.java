/**
 * Where a client is, judged by its address alone. Pure: no input or output, no clock.
 *
 * <p>The built-in table is coarse on purpose: it holds only what the IANA registries state (which regional registry got a
 * block), so a client lands on the right continent and no claim is made beyond that. An operator refines it by prefix.
 * Start at {@link dev.meridian.router.geo.Locator}.
 */
@NullMarked
package dev.meridian.router.geo;

import org.jspecify.annotations.NullMarked;
