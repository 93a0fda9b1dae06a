/**
 * Storage: buckets of files, uploaded in chunks and served with ranges (contract section 7).
 *
 * <p>What must hold: a file is served only when it is whole; of the chunks of one upload exactly one reply says that it is
 * complete; a reply may be shared by caches only if everybody may read the file, and then a change of the file or its
 * bucket purges it by tag, announced in the transaction of the change. Whether a file exists is the database's to say; its
 * bytes come first and go last.
 *
 * <p>Start at {@link dev.meridian.region.storage.StorageFeature}.
 */
@NullMarked
package dev.meridian.region.storage;

import org.jspecify.annotations.NullMarked;
