package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import dev.meridian.region.query.Query.Direction;
import java.util.List;

/**
 * Writes "comes after this row" for a total order.
 *
 * <p>Where all steps go one way and are never absent, it is one row comparison, which an index answers as a range. Else
 * it is spelt out; absent values come last going up, which is the database's own rule, and reversing every step
 * reverses that too.
 */
final class Keyset {

    private final Statement out;
    private final List<Sort> sorts;
    private final List<Object> values;

    Keyset(Statement out, List<Sort> sorts, List<Object> values) {
        this.out = out;
        this.sorts = sorts;
        this.values = values;
    }

    void write() {
        if (isOneRange()) {
            row();
            return;
        }
        out.add("(");
        for (int depth = 0; depth < sorts.size(); depth++) {
            out.add(depth == 0 ? "(" : " OR (");
            for (int equal = 0; equal < depth; equal++) {
                out.column(field(equal)).add(" = ");
                value(equal).add(" AND ");
            }
            beyond(depth);
            out.add(")");
        }
        out.add(")");
    }

    private boolean isOneRange() {
        Direction first = sorts.getFirst().direction();
        return sorts.stream()
                .allMatch(sort -> sort.direction() == first && !sort.field().nullable());
    }

    private void row() {
        out.add("(");
        for (int i = 0; i < sorts.size(); i++) {
            out.add(i == 0 ? "" : ", ").column(field(i));
        }
        out.add(")").add(sorts.getFirst().direction() == Direction.UP ? " > (" : " < (");
        for (int i = 0; i < sorts.size(); i++) {
            out.add(i == 0 ? "" : ", ");
            value(i);
        }
        out.add(")");
    }

    private void beyond(int index) {
        boolean up = sorts.get(index).direction() == Direction.UP;
        boolean absentFollow = up && field(index).nullable();
        out.add(absentFollow ? "(" : "").column(field(index)).add(up ? " > " : " < ");
        value(index);
        if (absentFollow) {
            out.add(" OR ").column(field(index)).add(" IS NULL)");
        }
    }

    private Field field(int index) {
        return sorts.get(index).field();
    }

    private Statement value(int index) {
        return out.value(field(index).type(), values.get(index));
    }
}
