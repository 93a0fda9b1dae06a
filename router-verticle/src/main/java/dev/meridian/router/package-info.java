/**
 * The router: sends every request to the best place and can say why.
 *
 * <p>Start at {@link dev.meridian.router.RouterNode}. Packages: {@code geo} places clients, {@code route} plans, {@code proxy}
 * acts on a plan, {@code explain} shows it, {@code map} shows the network. The first two are pure.
 */
@NullMarked
package dev.meridian.router;

import org.jspecify.annotations.NullMarked;
