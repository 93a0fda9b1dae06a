/**
 * Names that are unique in the network, from the first claim to the release that any crash only delays.
 *
 * <p>Start at {@link dev.meridian.region.names.Names}.
 */
@NullMarked
package dev.meridian.region.names;

import org.jspecify.annotations.NullMarked;
