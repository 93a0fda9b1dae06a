/**
 * Side-by-side timings on one machine: this network beside nginx, beside itself without the relay, beside a plain handler;
 * its cache alone beside other caches ({@link dev.meridian.launcher.bench.cache}); its relay's framing alone
 * ({@link dev.meridian.launcher.bench.wire}); the way through a router, and floods
 * ({@link dev.meridian.launcher.bench.hop}); rows of databases ({@link dev.meridian.launcher.bench.databases}); purges, real and simulated; where clients are.
 *
 * <p>Figures are printed, never judged. Start at {@link dev.meridian.launcher.bench.BenchCommand}.
 */
@NullMarked
package dev.meridian.launcher.bench;

import org.jspecify.annotations.NullMarked;
