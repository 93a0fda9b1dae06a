/**
 * Metrics, health and the access log of a node.
 *
 * <p>Start at {@link dev.meridian.core.telemetry.Telemetry}.
 */
@NullMarked
package dev.meridian.core.telemetry;

import org.jspecify.annotations.NullMarked;
