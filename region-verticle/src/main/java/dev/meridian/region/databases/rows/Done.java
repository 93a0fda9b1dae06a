package dev.meridian.region.databases.rows;

import java.util.List;

/**
 * What became of rows.
 *
 * @param total how many there were
 * @param rows the first {@value BulkWrites#MOST_LISTED} of them; none of one that was deleted by its ID
 */
public record Done(int total, List<StoredRow> rows) {}
