/** Shows buckets and files through the real API, database and object store. */
@NullMarked
package dev.meridian.region.storage;

import org.jspecify.annotations.NullMarked;
