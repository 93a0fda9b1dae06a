/** Shows functions and their deployments through the real API, database and object store. */
@NullMarked
package dev.meridian.region.functions;

import org.jspecify.annotations.NullMarked;
