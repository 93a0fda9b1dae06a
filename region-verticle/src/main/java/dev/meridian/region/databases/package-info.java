/**
 * TablesDB and the older Databases service: applications' databases, tables, columns, indexes and rows (contract section 5).
 *
 * <p>Start at {@link dev.meridian.region.databases.DatabasesFeature}. A project has a schema of its own, a table is a real
 * table in it, a column a typed column. Their physical names come from numbers and never from users. {@code naming} has the
 * two vocabularies, {@code tables} the definitions, {@code rows} what is in them.
 */
@NullMarked
package dev.meridian.region.databases;

import org.jspecify.annotations.NullMarked;
