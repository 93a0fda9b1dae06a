/**
 * Who exists, as a node knows it: an immutable snapshot fed by each region's list and watch, kept on disk.
 *
 * <p>Start at {@link dev.meridian.core.registry.Registry}.
 */
@NullMarked
package dev.meridian.core.registry;

import org.jspecify.annotations.NullMarked;
