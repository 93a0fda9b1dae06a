/**
 * Uploads in chunks, for files and deployments alike (contract section 7): what a chunk's headers say, where its bytes go,
 * and which parts have arrived.
 *
 * <p>Start at {@link dev.meridian.region.storage.uploads.Uploads}. A feature keeps the row of what is uploaded, with a
 * random object ID that names the upload's parts; this package knows nothing of that row.
 */
@NullMarked
package dev.meridian.region.storage.uploads;

import org.jspecify.annotations.NullMarked;
