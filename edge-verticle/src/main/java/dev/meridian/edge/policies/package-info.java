/** Which policies projects have told their regions, for the cache to follow. */
@NullMarked
package dev.meridian.edge.policies;

import org.jspecify.annotations.NullMarked;
