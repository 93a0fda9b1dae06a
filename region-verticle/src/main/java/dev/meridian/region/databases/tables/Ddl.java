package dev.meridian.region.databases.tables;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.query.FullText;
import dev.meridian.region.query.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that make the physical schema what a definition says. Every name in them is the server's own. */
public final class Ddl {

    private Ddl() {}

    static String createSchema(String project) {
        return "create schema if not exists " + Schemas.of(project).quoted();
    }

    public static String dropSchema(String project) {
        return "drop schema if exists " + Schemas.of(project).quoted() + " cascade";
    }

    static List<String> createTable(Definition table) {
        String columns = table.columns().stream()
                .map(column -> ", " + column.physical().quoted() + " " + column.sqlType())
                .collect(Collectors.joining());
        String name = table.relation().name();
        List<String> statements = new ArrayList<>();
        statements.add("create table " + qualified(table)
                + " (_id text collate \"C\" not null, _sequence bigint generated always as identity,"
                + " _created timestamptz not null, _updated timestamptz not null, _permissions text[] not null"
                + columns
                + ", constraint " + name + "_pkey primary key (_id))");
        statements.add("create unique index " + name + "_seq on " + qualified(table) + " (_sequence)");
        statements.add("create index " + name + "_cre on " + qualified(table) + " (_created, _sequence)");
        statements.add("create index " + name + "_upd on " + qualified(table) + " (_updated, _sequence)");
        statements.add("create index " + name + "_per on " + qualified(table) + " using gin (_permissions)");
        table.indexes().forEach(index -> statements.add(createIndex(table, index)));
        return statements;
    }

    static String dropTable(Definition table) {
        return "drop table " + qualified(table);
    }

    static String addColumn(Definition table, Column column) {
        return "alter table " + qualified(table) + " add column "
                + column.physical().quoted() + " " + column.sqlType();
    }

    static String dropColumn(Definition table, Column column) {
        return "alter table " + qualified(table) + " drop column "
                + column.physical().quoted();
    }

    /** Keeps writers out until the end of the transaction; readers go on. */
    static String stopWriters(Definition table) {
        return "lock table " + qualified(table) + " in share row exclusive mode";
    }

    /** Finds a text of a column, or in one, that is longer than that. */
    static String longerThan(Definition table, Column column, long characters) {
        String name = column.physical().quoted();
        String from = qualified(table) + (column.array() ? ", unnest(" + name + ") as item" : "");
        String text = column.array() ? "item" : name;
        return "select 1 from " + from + " where char_length(" + text + ") > " + characters + " limit 1";
    }

    /** An index that is not unique ends with the tie-break, so that it gives whole orders. */
    static String createIndex(Definition table, Index index) {
        if (index.kind() == Index.Kind.FULLTEXT) {
            return "create index " + name(table, index) + " on " + qualified(table) + " using gin ("
                    + FullText.vector(physical(table, index.columns().getFirst())) + ")";
        }
        if (index.kind() == Index.Kind.SPATIAL) {
            return "create index " + name(table, index) + " on " + qualified(table)
                    + " using gist (meridian.geometry_box("
                    + physical(table, index.columns().getFirst()).quoted() + "))";
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < index.columns().size(); i++) {
            parts.add(physical(table, index.columns().get(i)).quoted() + " "
                    + index.orders().get(i));
        }
        if (!index.unique() && !index.columns().contains("$sequence")) {
            parts.add("_sequence");
        }
        return "create " + (index.unique() ? "unique " : "") + "index " + name(table, index) + " on " + qualified(table)
                + " (" + String.join(", ", parts) + ")";
    }

    static String dropIndex(Definition table, Index index) {
        return "drop index " + Schemas.of(table.id().project()).quoted() + "." + name(table, index);
    }

    /** The pairs of a relationship; either row's deletion takes its pairs along. */
    static List<String> createLink(Definition parent, Definition child, Relationship relationship) {
        String link = link(parent, relationship);
        String name = relationship.link().name();
        List<String> statements = new ArrayList<>();
        statements.add("create table " + link + " (parent text collate \"C\" not null references " + qualified(parent)
                + " (_id) on delete cascade, child text collate \"C\" not null references " + qualified(child)
                + " (_id) on delete cascade, constraint " + name + "_pkey primary key (parent, child))");
        statements.add("create unique index " + name + "_rev on " + link + " (child, parent)");
        if (relationship.kind().isParentUnique()) {
            statements.add("create unique index " + name + "_par on " + link + " (parent)");
        }
        if (relationship.kind().isChildUnique()) {
            statements.add("create unique index " + name + "_chi on " + link + " (child)");
        }
        return statements;
    }

    /** Of all relationships of a table, those with itself once. */
    static List<String> dropLinks(Definition table) {
        return table.relationships().stream()
                .map(relationship -> dropLink(table, relationship))
                .distinct()
                .toList();
    }

    static String dropLink(Definition table, Relationship relationship) {
        return "drop table " + link(table, relationship);
    }

    private static String link(Definition table, Relationship relationship) {
        return Schemas.of(table.id().project()).quoted() + "."
                + relationship.link().quoted();
    }

    private static String name(Definition table, Index index) {
        return table.relation().name() + "_i" + index.number();
    }

    private static Identifier physical(Definition table, String key) {
        return switch (key) {
            case "$id" -> new Identifier("_id");
            case "$sequence" -> new Identifier("_sequence");
            case "$createdAt" -> new Identifier("_created");
            case "$updatedAt" -> new Identifier("_updated");
            default -> table.column(key).map(Column::physical).orElseThrow(() -> DatabaseProblems.unknownColumn(key));
        };
    }

    private static String qualified(Definition table) {
        return Schemas.of(table.id().project()).quoted() + "."
                + table.relation().quoted();
    }
}
