package dev.meridian.region.databases.tables;

import dev.meridian.region.permissions.Permissions;
import dev.meridian.region.query.CheckedQuery.Sort;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.Query.Direction;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.TableShape.Witness;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.sealing.Sealer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a table is, at one version of its definition. Immutable. */
public final class Table {

    public static final Identifier META = new Identifier("meridian");

    private final Definition definition;
    private final TableShape shape;
    private final SealedColumns sealed;
    private final Permissions permissions;

    /**
     * @param relation physical name
     * @param databaseEnabled whether the database is open to clients
     * @param listened whether anybody listens to events of the project's databases
     */
    public record Definition(
            TableId id,
            String name,
            boolean enabled,
            boolean databaseEnabled,
            boolean listened,
            boolean rowSecurity,
            List<String> permissions,
            Identifier relation,
            long version,
            int lastNumber,
            List<Column> columns,
            List<Index> indexes,
            List<Relationship> relationships,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt) {

        public Optional<Column> column(String key) {
            return columns.stream().filter(column -> column.key().equals(key)).findFirst();
        }

        /** Of its columns and relationships, hidden ones too. */
        List<String> keys() {
            return Stream.concat(
                            columns.stream().map(Column::key),
                            relationships.stream().map(Relationship::key))
                    .toList();
        }

        /** The keys of all others. */
        List<String> keysBeside(String key) {
            return keys().stream().filter(each -> !each.equals(key)).toList();
        }

        Optional<Index> index(String key) {
            return indexes.stream().filter(index -> index.key().equals(key)).findFirst();
        }

        public Definition updated(
                String otherName,
                boolean otherEnabled,
                boolean otherSecurity,
                List<String> otherPermissions,
                OffsetDateTime now) {
            return new Definition(
                    id,
                    otherName,
                    otherEnabled,
                    databaseEnabled,
                    listened,
                    otherSecurity,
                    otherPermissions,
                    relation,
                    version,
                    lastNumber,
                    columns,
                    indexes,
                    relationships,
                    createdAt,
                    now);
        }

        /** The same table with other columns and indexes. */
        public Definition shaped(int number, List<Column> others, List<Index> otherIndexes) {
            return new Definition(
                    id,
                    name,
                    enabled,
                    databaseEnabled,
                    listened,
                    rowSecurity,
                    permissions,
                    relation,
                    version,
                    number,
                    others,
                    otherIndexes,
                    relationships,
                    createdAt,
                    updatedAt);
        }

        /** The same table with other relationships. */
        Definition related(List<Relationship> others) {
            return new Definition(
                    id,
                    name,
                    enabled,
                    databaseEnabled,
                    listened,
                    rowSecurity,
                    permissions,
                    relation,
                    version,
                    lastNumber,
                    columns,
                    indexes,
                    others,
                    createdAt,
                    updatedAt);
        }

        /** One that callers see. */
        public Optional<Relationship> relationship(String key) {
            return relationships.stream()
                    .filter(each -> each.isShown() && each.key().equals(key))
                    .findFirst();
        }
    }

    Table(Definition definition, Sealer sealer) {
        this.definition = definition;
        this.sealed = new SealedColumns(definition, sealer);
        this.shape = shape(definition);
        this.permissions = Permissions.stored(definition.permissions());
    }

    private static TableShape shape(Definition definition) {
        List<Field> fields = new ArrayList<>(List.of(
                Field.required("$id", "_id", ValueType.STRING),
                Field.required("$sequence", "_sequence", ValueType.INTEGER),
                Field.required("$createdAt", "_created", ValueType.DATETIME),
                Field.required("$updatedAt", "_updated", ValueType.DATETIME),
                new Field("$permissions", new Identifier("_permissions"), ValueType.STRING, true, false, false)));
        definition.columns().forEach(column -> fields.add(column.field()));
        Witness version = new Witness(
                META,
                new Identifier("app_table"),
                new Identifier("version"),
                new Identifier("relation"),
                definition.relation().name());
        Set<String> searchable = definition.indexes().stream()
                .filter(index -> index.kind() == Index.Kind.FULLTEXT)
                .map(index -> index.columns().getFirst())
                .collect(Collectors.toSet());
        TableShape plain = TableShape.of(Schemas.of(definition.id().project()), definition.relation(), fields);
        return plain.searchable(searchable).ordered(orders(plain, definition)).witnessed(version);
    }

    /** What {@link Ddl} indexes in an order that no two rows share a place of. */
    private static List<List<Sort>> orders(TableShape shape, Definition definition) {
        Sort last = sort(shape, "$sequence", "ASC");
        List<List<Sort>> orders = new ArrayList<>(List.of(
                List.of(last),
                List.of(sort(shape, "$id", "ASC")),
                List.of(sort(shape, "$createdAt", "ASC"), last),
                List.of(sort(shape, "$updatedAt", "ASC"), last)));
        definition.indexes().stream()
                .filter(index ->
                        index.kind() == Index.Kind.KEY && !index.columns().contains("$sequence"))
                .forEach(index -> {
                    List<Sort> order = new ArrayList<>();
                    for (int i = 0; i < index.columns().size(); i++) {
                        order.add(sort(
                                shape, index.columns().get(i), index.orders().get(i)));
                    }
                    order.add(last);
                    orders.add(List.copyOf(order));
                });
        return orders;
    }

    private static Sort sort(TableShape shape, String key, String order) {
        return new Sort(shape.field(key).orElseThrow(), order.equals("DESC") ? Direction.DOWN : Direction.UP);
    }

    public Definition definition() {
        return definition;
    }

    public TableId id() {
        return definition.id();
    }

    /** What callers may do with all rows. */
    public Permissions permissions() {
        return permissions;
    }

    public TableShape shape() {
        return shape;
    }

    public List<Column> columns() {
        return definition.columns();
    }

    List<Index> indexes() {
        return definition.indexes();
    }

    /** The values that the database cannot read. */
    public SealedColumns sealed() {
        return sealed;
    }

    /** Hidden ends too. */
    public List<Relationship> relationships() {
        return definition.relationships();
    }

    /** One that callers see. */
    public Optional<Relationship> relationship(String key) {
        return definition.relationship(key);
    }

    public Optional<Column> column(String key) {
        return definition.column(key);
    }

    Optional<Index> index(String key) {
        return definition.index(key);
    }
}
