/**
 * Domains that lead to a project: to a function, to the API, or elsewhere (contract section 8.4).
 *
 * <p>A rule is a row and a record of the registry, changed in one transaction; its domain is claimed in the whole network
 * before. Only a verified domain is led anywhere. Hosts below the network's own domains belong to functions by their
 * label: they are listed as rules, and nobody can make or remove one. Beyond the contract, a function's rule may say
 * {@code placement}, {@code edge} (the default) or {@code region}: where requests to this domain execute it.
 *
 * <p>Start at {@link dev.meridian.region.proxy.ProxyFeature}.
 */
@NullMarked
package dev.meridian.region.proxy;

import org.jspecify.annotations.NullMarked;
