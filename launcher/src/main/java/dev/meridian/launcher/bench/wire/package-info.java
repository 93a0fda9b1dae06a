/**
 * The relay's wire beside what it could have been: plain HTTP/2, and Vert.x's own gRPC codec (docs/decisions/0001).
 *
 * <p>One core sends and one receives, over loopback, with the same windows. Start at
 * {@link dev.meridian.launcher.bench.wire.WireBench}.
 */
@NullMarked
package dev.meridian.launcher.bench.wire;

import org.jspecify.annotations.NullMarked;
