/**
 * Transactions of callers: operations on rows that are staged one after another and take effect together (contract section 5,
 * "Transactions").
 *
 * <p>Start at {@link dev.meridian.region.databases.transactions.Transactions}. What is staged is kept as it was asked for.
 * Every look at it, and every further operation, does all of it again in a database transaction that is then rolled back, so
 * that what callers see is made by the code that writes rows for good. A commit does it a last time, if it meets exactly the
 * rows that were met before, unchanged.
 */
@NullMarked
package dev.meridian.region.databases.transactions;

import org.jspecify.annotations.NullMarked;
