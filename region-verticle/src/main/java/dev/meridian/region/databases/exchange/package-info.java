/**
 * Tables as files: all rows of a table out of it and into it, as CSV (RFC 4180) or as JSON lines.
 *
 * <p>Start at {@link dev.meridian.region.databases.exchange.TableExchange}. Both ways are streams: of an export no more than a
 * page of rows is in memory, and only once its reader asks for it; of an import no more than a batch and a piece of the body.
 * Rows are read and written by the same code as those of single requests.
 */
@NullMarked
package dev.meridian.region.databases.exchange;

import org.jspecify.annotations.NullMarked;
