package dev.meridian.region.databases.rows;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import io.vertx.pgclient.PgException;
import java.util.Optional;

/** What the database refuses of rows, in the contract's words where it has some. */
final class RowProblems {

    private RowProblems() {}

    static RuntimeException of(PgException refused) {
        return switch (String.valueOf(refused.getSqlState())) {
            case "23505" ->
                String.valueOf(refused.getConstraint()).endsWith("_pkey")
                        ? DatabaseProblems.rowExists()
                        : DatabaseProblems.rowUnique();
            case "57014", "55P03" -> DatabaseProblems.timeout();
            case "54000" -> DatabaseProblems.rowStructure("A value is too long for an index of its column.");
            default -> refused;
        };
    }

    /** What a failure says of the request itself; empty where that may succeed the next time. */
    static Optional<Problem> lasting(RuntimeException failure) {
        RuntimeException said = failure instanceof PgException refused ? of(refused) : failure;
        return said instanceof Problem problem && !problem.type().equals(DatabaseProblems.TIMEOUT)
                ? Optional.of(problem)
                : Optional.empty();
    }
}
