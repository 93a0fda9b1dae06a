/**
 * What several benches share: a network's content, the load generators wrk and h2load, programs to compare with, first calls and the
 * figures that come of them.
 *
 * <p>Knows no bench. Start at {@link dev.meridian.launcher.bench.stage.Contender}.
 */
@NullMarked
package dev.meridian.launcher.bench.stage;

import org.jspecify.annotations.NullMarked;
