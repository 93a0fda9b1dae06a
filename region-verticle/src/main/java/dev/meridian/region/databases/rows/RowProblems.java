package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import io.vertx.pgclient.PgException;

/** What the database refuses of rows, in the contract's words where it has some. */
final class RowProblems {

    private RowProblems() {}

    static RuntimeException of(PgException refused) {
        return switch (String.valueOf(refused.getSqlState())) {
            case "23505" ->
                String.valueOf(refused.getConstraint()).endsWith("_pkey")
                        ? DatabaseProblems.rowExists()
                        : DatabaseProblems.rowUnique();
            case "54000" -> DatabaseProblems.rowStructure("A value is too long for an index of its column.");
            default -> refused;
        };
    }
}
