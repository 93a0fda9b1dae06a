/**
 * IP addresses, and where a node may connect to on behalf of a tenant.
 *
 * <p>Start at {@link dev.meridian.core.net.IpAddress} and {@link dev.meridian.core.net.AddressGuard}.
 */
@NullMarked
package dev.meridian.core.net;

import org.jspecify.annotations.NullMarked;
