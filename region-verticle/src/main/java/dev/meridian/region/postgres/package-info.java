/**
 * The region's database: an embedded PostgreSQL server or one at a URL, its pools, transactions and migrations.
 *
 * <p>Start at {@link dev.meridian.region.postgres.Database}. The SQL keeps to what other engines with PostgreSQL's wire
 * protocol can do: every key begins with the project, no LISTEN/NOTIFY, advisory locks, triggers or extensions. A feature
 * adds a script {@code db/migration/NNNN_name.sql}; a script that was released is never changed. The embedded server
 * always syncs its log to disk, asks for a password, and listens on the loopback address only.
 */
@NullMarked
package dev.meridian.region.postgres;

import org.jspecify.annotations.NullMarked;
