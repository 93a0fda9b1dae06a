/**
 * The event plane: publishing and listening across nodes, and claims of unique names.
 *
 * <p>An event may be lost, late, doubled or reordered; each consumer has a version to catch up from, or says that it is
 * best effort. The data plane never waits for this one. Start at {@link dev.meridian.core.cluster.EventPlane}.
 */
@NullMarked
package dev.meridian.core.cluster;

import org.jspecify.annotations.NullMarked;
