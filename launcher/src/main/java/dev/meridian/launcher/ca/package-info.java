/**
 * The command that makes certificates for a network's nodes, so that the relay between them can speak mTLS.
 *
 * <p>What must hold: a key is readable by its owner alone and is never written over. Start at
 * {@link dev.meridian.launcher.ca.CaCommand}.
 */
@NullMarked
package dev.meridian.launcher.ca;

import org.jspecify.annotations.NullMarked;
