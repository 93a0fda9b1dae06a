/**
 * What keeps a public door open for all when some send too much: bounds for each client's connections, requests under way and
 * requests a second, and each project's part of a node that is nearly full. Always on; every refusal is counted.
 *
 * <p>Start at {@link dev.meridian.core.protect.ClientGuard} and {@link dev.meridian.core.protect.ProjectShares}.
 */
@NullMarked
package dev.meridian.core.protect;

import org.jspecify.annotations.NullMarked;
