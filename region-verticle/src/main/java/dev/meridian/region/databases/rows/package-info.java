/**
 * Rows of tables: read, listed and written one at a time or several together, by clients and servers.
 *
 * <p>Start at {@link dev.meridian.region.databases.rows.Rows}. What a caller asks for is read and checked against the table,
 * becomes a whole row in memory, and is written by a statement whose text depends on the table's definition only. Reads and
 * creations of single rows stay on the event loop, all else runs as a workflow.
 */
@NullMarked
package dev.meridian.region.databases.rows;

import org.jspecify.annotations.NullMarked;
