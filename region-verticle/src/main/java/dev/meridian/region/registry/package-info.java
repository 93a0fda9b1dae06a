/**
 * The region's side of the registry plane: records with versions in its database, and the watch of other nodes.
 *
 * <p>Start at {@link dev.meridian.region.registry.RegistryStore}.
 */
@NullMarked
package dev.meridian.region.registry;

import org.jspecify.annotations.NullMarked;
