package dev.meridian.region.databases.naming;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.databases.tables.ColumnKind;

/** The refusals of this feature, in the contract's types. */
public final class DatabaseProblems {

    public static final ProblemType ROW_EXISTS = new ProblemType("row_already_exists", 409);

    public static final ProblemType ROW_UNIQUE = new ProblemType("row_unique_constraint_violation", 409);
    public static final ProblemType TIMEOUT = new ProblemType("database_timeout", 408);

    private DatabaseProblems() {}

    public static Problem databaseNotFound(String id) {
        return problem("database_not_found", 404, "Database with the requested ID '" + id + "' could not be found.");
    }

    public static Problem databaseExists(String id) {
        return problem("database_already_exists", 409, "Database with the ID '" + id + "' already exists.");
    }

    public static Problem tableNotFound(String id) {
        return problem("table_not_found", 404, "Table with the requested ID '" + id + "' could not be found.");
    }

    public static Problem tableExists(String id) {
        return problem("table_already_exists", 409, "Table with the ID '" + id + "' already exists.");
    }

    public static Problem columnNotFound(String key) {
        return problem("column_not_found", 404, "Column with the requested key '" + key + "' could not be found.");
    }

    public static Problem columnExists(String key) {
        return problem("column_already_exists", 409, "Column with the key '" + key + "' already exists.");
    }

    public static Problem columnLimit() {
        return problem("column_limit_exceeded", 400, "The table has as many columns as a table may have.");
    }

    public static Problem columnValue(String reason) {
        return problem("column_value_invalid", 400, reason);
    }

    public static Problem columnFormat(String type) {
        return problem("column_format_unsupported", 400, "There is no column type '" + type + "'.");
    }

    public static Problem defaultUnsupported(String reason) {
        return problem("column_default_unsupported", 400, reason);
    }

    public static Problem unknownColumn(String key) {
        return problem("column_unknown", 400, "The table has no column '" + key + "'.");
    }

    public static Problem indexNotFound(String key) {
        return problem("column_index_not_found", 404, "Index with the requested key '" + key + "' could not be found.");
    }

    public static Problem indexExists(String key) {
        return problem("column_index_already_exists", 409, "Index with the key '" + key + "' already exists.");
    }

    public static Problem indexLimit() {
        return problem("column_index_limit_exceeded", 400, "The table has as many indexes as a table may have.");
    }

    public static Problem indexInvalid(String reason) {
        return problem("column_index_invalid", 400, reason);
    }

    public static Problem indexDependency(String key, String index) {
        return problem(
                "column_index_dependency",
                409,
                "Column '" + key + "' is used by index '" + index + "'; delete it first.");
    }

    public static Problem rowNotFound(String id) {
        return problem("row_not_found", 404, "Row with the requested ID '" + id + "' could not be found.");
    }

    public static Problem rowExists() {
        return Problem.of(ROW_EXISTS, "Row with the requested ID already exists.");
    }

    public static Problem rowUnique() {
        return Problem.of(ROW_UNIQUE, "A row with the same values of a unique index exists.");
    }

    public static Problem rowStructure(String reason) {
        return problem("row_invalid_structure", 400, "Invalid document structure: " + reason);
    }

    public static Problem operator(String key, String reason) {
        return rowStructure("Cannot apply to attribute \"" + key + "\": " + reason + ".");
    }

    public static Problem columnType(String key) {
        return problem("column_type_invalid", 400, "Column '" + key + "' does not hold one number.");
    }

    public static Problem columnType(String key, ColumnKind kind) {
        return problem("column_type_invalid", 400, "Column '" + key + "' is not of type " + kind.path() + ".");
    }

    public static Problem columnResize(String key, long size) {
        return problem(
                "column_invalid_resize", 400, "Column '" + key + "' holds values longer than " + size + " characters.");
    }

    public static Problem limitPassed(String key) {
        return problem("column_limit_exceeded", 400, "The new value of column '" + key + "' passes its bound.");
    }

    public static Problem rowMissingData() {
        return problem("row_missing_data", 400, "The row's data is missing. Try again with data populated.");
    }

    public static Problem rowMissingPayload() {
        return problem("row_missing_payload", 400, "Neither data nor permissions were given; nothing to change.");
    }

    public static Problem relationshipValue(String key, String rule) {
        return problem(
                "relationship_value_invalid",
                400,
                "Invalid value of relationship '" + key + "': it must be " + rule + ".");
    }

    public static Problem deleteRestricted(String reason) {
        return problem("row_delete_restricted", 403, "The row may not be deleted. " + reason);
    }

    /** A row that cannot be shown whole. */
    public static Problem tooManyTied(String id) {
        return problem(
                "general_bad_request",
                400,
                "Row '" + id + "' is tied to more rows than one reply has; select none of its relationships.");
    }

    public static Problem bulkOfRelated() {
        return problem("general_bad_request", 400, "Bulk operations are not supported on tables with relationships.");
    }

    public static Problem rowConflict() {
        return problem("row_update_conflict", 409, "The row was changed after the given time.");
    }

    public static Problem transactionNotFound(String id) {
        return problem(
                "transaction_not_found", 404, "Transaction with the requested ID '" + id + "' could not be found.");
    }

    public static Problem transactionExpired(String id) {
        return problem("transaction_expired", 410, "Transaction '" + id + "' has expired.");
    }

    public static Problem transactionNotReady(String id, String status) {
        return problem("transaction_not_ready", 400, "Transaction '" + id + "' is " + status + ", no longer pending.");
    }

    public static Problem transactionLimit(String reason) {
        return problem("transaction_limit_exceeded", 400, reason);
    }

    /** @param reason a sentence without its full stop */
    public static Problem transactionConflict(String reason) {
        return problem("transaction_conflict", 409, reason + ". Begin a new transaction.");
    }

    public static Problem timeout() {
        return Problem.of(TIMEOUT, "The request takes the database too long. Ask for less, or try again.");
    }

    public static Problem unauthorized(String reason) {
        return problem("user_unauthorized", 401, reason);
    }

    /** A table's definition went on changing while a request was tried again. */
    public static Problem changing() {
        return Problem.overloaded("The table's definition is being changed. Try again.");
    }

    private static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
