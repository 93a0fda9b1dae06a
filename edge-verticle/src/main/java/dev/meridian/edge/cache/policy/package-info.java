/** How a project wants its responses cached, and what that means for a request. Pure: no clock, no network. */
@NullMarked
package dev.meridian.edge.cache.policy;

import org.jspecify.annotations.NullMarked;
