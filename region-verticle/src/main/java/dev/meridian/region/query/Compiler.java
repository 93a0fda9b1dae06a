package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Direction;
import java.util.ArrayList;
import java.util.List;

/** Writes the statements that answer a checked query, for PostgreSQL 15 and later. */
public final class Compiler {

    /** Totals are not counted beyond this (contract section 2.6). */
    public static final int MAX_TOTAL = 5_000;

    private Compiler() {}

    /** One page of rows. */
    public static Compiled list(CheckedQuery query, Visibility visibility, Position position) {
        boolean reversed = query.cursor() instanceof Cursor.Before;
        List<Sort> sorts = reversed ? reversed(query.orders()) : query.orders();
        Statement out = new Statement();
        select(out, query.table(), query.fields());
        where(out, query, visibility);
        if (position instanceof Position.Beside(List<Object> values)) {
            out.add(" AND ");
            new Keyset(out, sorts, values).write();
        }
        out.add(" ORDER BY " + order(sorts, query.random()));
        out.add(" LIMIT ").value(ValueType.INTEGER, (long) query.limit());
        if (query.offset() > 0) {
            out.add(" OFFSET ").value(ValueType.INTEGER, query.offset());
        }
        return planned(out.compiled(query.fields(), reversed), query, visibility);
    }

    /** How many rows there are on all pages, up to {@link #MAX_TOTAL}; one row, one number. */
    public static Compiled count(CheckedQuery query, Visibility visibility) {
        Statement out = new Statement();
        out.add("SELECT count(*) FROM (SELECT 1 FROM " + query.table().qualified());
        where(out, query, visibility);
        out.add(" LIMIT ").value(ValueType.INTEGER, (long) MAX_TOTAL).add(") AS counted");
        return planned(out.compiled(List.of(), false), query, visibility);
    }

    private static Compiled planned(Compiled compiled, CheckedQuery query, Visibility visibility) {
        return visibility instanceof Visibility.Everything && IndexWalk.answers(query) ? compiled.onePlan() : compiled;
    }

    /**
     * The order's values in the cursor's row, for {@link Position#of}. A row that the caller may not read is no cursor:
     * what lies beside it would tell its values.
     */
    public static Compiled cursor(CheckedQuery query, Visibility visibility, String id) {
        List<Field> fields = query.orders().stream().map(Sort::field).toList();
        return one(query.table(), visibility, fields, id);
    }

    /** One row by its ID. */
    public static Compiled row(TableShape table, String id) {
        return one(table, new Visibility.Everything(), table.fields(), id);
    }

    /** One row by its ID; after the witness comes the version that it has now, a text, which every change of it changes. */
    public static Compiled versioned(TableShape table, String id) {
        Statement out = new Statement();
        columns(out, table, table.fields());
        out.add(", xmin::text FROM " + table.qualified());
        identified(out, table, id);
        return out.compiled(table.fields(), false).onePlan();
    }

    /** One row by its ID, with the fields that a query selects. */
    public static Compiled row(CheckedQuery query, String id) {
        return one(query.table(), new Visibility.Everything(), query.fields(), id);
    }

    /**
     * The rows that others are tied to, as far as the caller may know of them, in the order of their insertion. After the
     * witness each has the ID of the row that is tied to it; one that is tied to several comes several times.
     *
     * @param ids of those others
     * @param limit of all together
     */
    public static Compiled related(Branch branch, List<String> ids, int limit) {
        RelatedTable related = branch.related();
        TableShape table = related.table();
        Statement out = new Statement();
        columns(out, table, branch.fields());
        out.add(", tie." + related.near().quoted() + " FROM " + table.qualified() + " JOIN " + related.qualified()
                        + " tie ON tie." + related.far().quoted() + " = ")
                .column(table.id());
        pinned(out, table);
        visible(out, related.visibility());
        out.add(" AND tie." + related.near().quoted() + " = ANY(")
                .values(ValueType.STRING, ids)
                .add(") ORDER BY ")
                .column(table.sequence())
                .add(" LIMIT ")
                .value(ValueType.INTEGER, (long) limit);
        return out.compiled(branch.fields(), false);
    }

    private static Compiled one(TableShape table, Visibility visibility, List<Field> fields, String id) {
        Statement out = new Statement();
        select(out, table, fields);
        identified(out, table, id);
        visible(out, visibility);
        return out.compiled(fields, false).onePlan();
    }

    private static void identified(Statement out, TableShape table, String id) {
        pinned(out, table);
        out.add(" AND ").column(table.id()).add(" = ").value(ValueType.STRING, id);
    }

    private static void select(Statement out, TableShape table, List<Field> fields) {
        columns(out, table, fields);
        out.add(" FROM " + table.qualified());
    }

    private static void columns(Statement out, TableShape table, List<Field> fields) {
        out.add("SELECT ").add(table.columns(fields));
        table.witness()
                .ifPresent(witness -> out.add(", (SELECT w." + witness.value().quoted() + " FROM "
                                + witness.schema().quoted() + "."
                                + witness.table().quoted() + " w WHERE w."
                                + witness.key().quoted() + " = ")
                        .value(ValueType.STRING, witness.name())
                        .add(")"));
    }

    private static void where(Statement out, CheckedQuery query, Visibility visibility) {
        pinned(out, query.table());
        visible(out, visibility);
        Conditions conditions = new Conditions(out);
        for (Predicate predicate : query.predicates()) {
            out.add(" AND ");
            conditions.write(predicate);
        }
    }

    static void visible(Statement out, Visibility visibility) {
        if (visibility instanceof Visibility.Granted(Identifier column, List<String> granting)) {
            out.add(" AND " + column.quoted() + " && ").values(ValueType.STRING, granting);
        }
    }

    static void pinned(Statement out, TableShape table) {
        out.add(" WHERE true");
        for (TableShape.Pin pin : table.pins()) {
            out.add(" AND " + pin.column().quoted() + " = ").value(pin.type(), pin.value());
        }
    }

    /** The last step is what makes the order total; chance goes before it. */
    private static String order(List<Sort> sorts, boolean random) {
        List<String> steps = new ArrayList<>(sorts.stream().map(Compiler::sort).toList());
        if (random) {
            steps.add(steps.size() - 1, "random()");
        }
        return String.join(", ", steps);
    }

    private static String sort(Sort sort) {
        return sort.field().column().quoted() + (sort.direction() == Direction.UP ? " ASC" : " DESC");
    }

    private static List<Sort> reversed(List<Sort> sorts) {
        return sorts.stream().map(Sort::reversed).toList();
    }
}
