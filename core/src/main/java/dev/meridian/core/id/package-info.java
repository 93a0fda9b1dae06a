/**
 * Identifiers and secrets, drawn from an injected clock and source of randomness.
 */
@NullMarked
package dev.meridian.core.id;

import org.jspecify.annotations.NullMarked;
