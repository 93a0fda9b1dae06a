package dev.meridian.region.databases.rows;

import java.util.List;

/**
 * What became of rows.
 *
 * @param total how many there were
 * @param rows the first {@value BulkWrites#MOST_LISTED} of them; none of one that was deleted by its ID
 * @param touched names of what the row is tied to, as far as the request had to do with it
 */
public record Done(int total, List<StoredRow> rows, List<String> touched) {

    Done(int total, List<StoredRow> rows) {
        this(total, rows, List.of());
    }
}
