/**
 * What tables are: their definitions, columns and indexes, and the physical schema that is always what a definition says.
 *
 * <p>Start at {@link dev.meridian.region.databases.tables.TableStore}, through which every change goes. What a table is, is
 * one row of {@code meridian.app_table}, held in memory as an immutable {@link
 * dev.meridian.region.databases.tables.Table} by the {@link dev.meridian.region.databases.tables.Catalogue}.
 *
 * <p>Invariants: a change of a table's definition and the DDL that belongs to it are one transaction and raise the
 * definition's version; every statement over rows looks that version up as well, so that a pod whose copy is old notices
 * and starts again ({@link dev.meridian.region.databases.tables.Seen}). Every column of a physical table may be null; what
 * is required is checked before the write.
 */
@NullMarked
package dev.meridian.region.databases.tables;

import org.jspecify.annotations.NullMarked;
