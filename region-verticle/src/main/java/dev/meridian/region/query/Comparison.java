package dev.meridian.region.query;

/** How one value is compared with another. An absent value compares with nothing. */
public enum Comparison {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sql;

    Comparison(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** Whether it holds, given how the left value compares with the right one ({@link Comparable#compareTo}). */
    public boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }
}
