package dev.meridian.region.databases.tables;

/** Thrown by work that finds its copy of a table's definition older than the table; whoever began the work does it again. */
public final class StaleTable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StaleTable(Table table) {
        super("The definition of table '" + table.id().table() + "' has changed", null, false, false);
    }
}
