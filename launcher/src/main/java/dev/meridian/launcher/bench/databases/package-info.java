/**
 * Rows read and written through a region's API, at its own door, through a router and through an edge, beside pgbench
 * running the statements that the region sends, and beside Parse Server over the same PostgreSQL.
 *
 * <p>Every one has the same rows, of about 1 KiB, and is asked the same. Start at {@link
 * dev.meridian.launcher.bench.databases.DatabasesBench}.
 */
@NullMarked
package dev.meridian.launcher.bench.databases;

import org.jspecify.annotations.NullMarked;
