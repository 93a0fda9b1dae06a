package dev.meridian.region.query;

/**
 * Another table whose rows are tied to those of a table, or that table itself.
 *
 * @param link where the pairs of row IDs lie, in {@code schema}
 * @param near the link's column with the IDs of the first table's rows; {@code far} has the other's
 * @param virtual whether conditions on the ties themselves are refused, so that queries must name an attribute
 * @param visibility which of the other table's rows the caller may know of
 */
public record RelatedTable(
        Identifier schema,
        Identifier link,
        Identifier near,
        Identifier far,
        boolean virtual,
        TableShape table,
        Visibility visibility) {

    /** The link as it stands in SQL text. */
    String qualified() {
        return schema.quoted() + '.' + link.quoted();
    }
}
