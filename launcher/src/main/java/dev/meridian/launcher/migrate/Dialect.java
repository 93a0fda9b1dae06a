package dev.meridian.launcher.migrate;

import io.vertx.core.json.JsonObject;

/** The two vocabularies of databases; a source may know only the older. */
enum Dialect {
    TABLES("/tablesdb", "tables", "columns", "rows", "rowSecurity", "relatedTable"),
    COLLECTIONS("/databases", "collections", "attributes", "documents", "documentSecurity", "relatedCollection");

    private final String databases;
    private final String tables;
    private final String columns;
    private final String rows;
    private final String rowSecurity;
    private final String relatedTable;

    Dialect(String databases, String tables, String columns, String rows, String rowSecurity, String relatedTable) {
        this.databases = databases;
        this.tables = tables;
        this.columns = columns;
        this.rows = rows;
        this.rowSecurity = rowSecurity;
        this.relatedTable = relatedTable;
    }

    /** The newest one that an API speaks. */
    static Dialect of(Api api) {
        try {
            Lists.total(api, TABLES.databases);
            return TABLES;
        } catch (Refused refused) {
            if (refused.isMissing()) {
                return COLLECTIONS;
            }
            throw refused;
        }
    }

    String databases() {
        return databases;
    }

    String database(String id) {
        return databases + "/" + id;
    }

    String tables(String database) {
        return database(database) + "/" + tables;
    }

    /** The list's name in an answer, as for the others. */
    String tablesName() {
        return tables;
    }

    String table(String database, String id) {
        return tables(database) + "/" + id;
    }

    String columns(String database, String table) {
        return table(database, table) + "/" + columns;
    }

    String columnsName() {
        return columns;
    }

    String rows(String database, String table) {
        return table(database, table) + "/" + rows;
    }

    String rowsName() {
        return rows;
    }

    boolean rowSecurity(JsonObject table) {
        return table.getBoolean(rowSecurity, false);
    }

    String relatedTable(JsonObject column) {
        return column.getString(relatedTable);
    }
}
