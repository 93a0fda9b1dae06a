/**
 * Passwords as they are kept: our own hashes, and those that others made and that users bring along (contract section 6.4).
 *
 * <p>{@link dev.meridian.region.passwords.Passwords} hashes and verifies, on a few threads of its own; {@link
 * dev.meridian.region.passwords.ForeignPassword} takes in what others hashed, and refuses what would cost too much to verify.
 */
@NullMarked
package dev.meridian.region.passwords;

import org.jspecify.annotations.NullMarked;
