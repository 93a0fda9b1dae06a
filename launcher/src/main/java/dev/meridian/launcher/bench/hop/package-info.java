/**
 * A router beside other proxies, all before the same edge: what the way through one costs, and what becomes of polite
 * clients when another one floods it.
 *
 * <p>Start at {@link dev.meridian.launcher.bench.hop.HopBench} and {@link dev.meridian.launcher.bench.hop.FloodBench}.
 */
@NullMarked
package dev.meridian.launcher.bench.hop;

import org.jspecify.annotations.NullMarked;
