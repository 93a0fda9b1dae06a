/**
 * The edge cache's disk tier: objects of opaque bytes in files that outlive the process.
 *
 * <p>Each owner has a chain of files, oldest first: segments that many objects share, and files that hold one large
 * object. Files are only appended to. An index in memory says where each object is. The first file of a chain is evicted
 * whole, but for what was asked for since it was written, which is appended to the chain again: FIFO with lazy
 * promotion, whose miss ratio is no worse than LRU's (Yang et al., "FIFO Queues Are All You Need for Cache Eviction",
 * SOSP 2023) and which needs no write for a hit. Objects that are asked for once are kept out by what stands before
 * this tier. An owner past its budget gives up files of its own; when all files are past theirs, the owner that holds
 * most does, so that nobody who holds less than an even share loses anything to another.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>No byte is handed out that its checksum does not vouch for: heads (key and metadata) at each look-up, bodies in
 *       blocks of 64 KiB at each read.
 *   <li>A removal that has been acknowledged is on the disk. A journal that cannot be trusted empties the cache.
 *   <li>Sequence numbers order all records and removals; on a start the highest of a key wins.
 *   <li>Within a chain no record is deleted before those that it superseded.
 * </ul>
 *
 * <p>Threads: look-ups in the index are done where they are asked for, under the lock of one shard. Everything that
 * touches a file runs on the tier's own threads; all that changes chains runs one after the other in a {@code Lane}.
 * Start at {@link dev.meridian.edge.cache.disk.DiskCache}.
 */
@NullMarked
package dev.meridian.edge.cache.disk;

import org.jspecify.annotations.NullMarked;
