/** Liveness and version of the API, and what it knows of the caller's place. */
@NullMarked
package dev.meridian.region.health;

import org.jspecify.annotations.NullMarked;
