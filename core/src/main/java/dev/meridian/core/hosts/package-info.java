/**
 * What the host of a request names (DESIGN section 4): the API, a region's API, a function, a custom domain.
 *
 * <p>Pure: a function of the host, the network's domains and a registry snapshot, the same at every node. Start at
 * {@link dev.meridian.core.hosts.HostGrammar}.
 */
@NullMarked
package dev.meridian.core.hosts;

import org.jspecify.annotations.NullMarked;
