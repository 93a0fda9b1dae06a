/**
 * TablesDB: applications' databases, tables, columns, indexes and rows (contract section 5).
 *
 * <p>Start at {@link dev.meridian.region.databases.DatabasesFeature}. A project has a schema of its own, a table is a real
 * table in it, a column a typed column. Their physical names come from numbers and never from users. What a table is, is
 * one row of {@code meridian.app_table}, held in memory as an immutable {@link dev.meridian.region.databases.Table}.
 *
 * <p>Invariants: a change of a table's definition and the DDL that belongs to it are one transaction and raise the
 * definition's version; every statement over rows looks that version up as well, so that a pod whose copy is old notices
 * and starts again. Every column of a physical table may be null; what is required is checked before the write. Reads of
 * rows stay on the event loop, all else runs as a workflow.
 */
@NullMarked
package dev.meridian.region.databases;

import org.jspecify.annotations.NullMarked;
