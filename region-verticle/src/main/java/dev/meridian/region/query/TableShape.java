package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as queries see it: where it lies and what its fields are. Immutable.
 *
 * <p>It has a field {@code $id}, unique among the rows in view, and a field {@code $sequence}, unique and growing, which
 * breaks ties.
 */
public final class TableShape {

    private final Identifier schema;
    private final Identifier table;
    private final List<Pin> pins;
    private final Fields fields;
    private final Set<String> searchable;
    private final List<List<Sort>> orders;
    private final Map<String, RelatedTable> related;
    private final @Nullable Witness witness;

    /** Limits the rows in view to those that hold a value, for instance one project's. */
    public record Pin(Identifier column, ValueType type, Object value) {}

    /**
     * A value that each statement over single rows looks up once and answers as its last column, so that the reader can
     * tell whether the shape still holds.
     *
     * @param value column that is looked up
     * @param key column that names the row looked at, by {@code name}
     */
    public record Witness(Identifier schema, Identifier table, Identifier value, Identifier key, String name) {}

    /** @param columns of all, as they stand in SQL text: most statements want them */
    private record Fields(Map<String, Field> byName, List<Field> all, String columns) {

        static Fields of(Map<String, Field> byName) {
            List<Field> all = List.copyOf(byName.values());
            return new Fields(Map.copyOf(byName), all, columns(all));
        }

        static String columns(List<Field> some) {
            return some.stream().map(field -> field.column().quoted()).collect(Collectors.joining(", "));
        }
    }

    private TableShape(
            Identifier schema,
            Identifier table,
            List<Pin> pins,
            Fields fields,
            Set<String> searchable,
            List<List<Sort>> orders,
            Map<String, RelatedTable> related,
            @Nullable Witness witness) {
        this.schema = schema;
        this.table = table;
        this.pins = pins;
        this.fields = fields;
        this.searchable = searchable;
        this.orders = orders;
        this.related = related;
        this.witness = witness;
    }

    /** @throws IllegalArgumentException if {@code $id} or {@code $sequence} is missing, or a name comes twice */
    public static TableShape of(Identifier schema, Identifier table, List<Field> fields) {
        Map<String, Field> byName = new LinkedHashMap<>();
        for (Field field : fields) {
            if (byName.put(field.attribute(), field) != null) {
                throw new IllegalArgumentException("Field '" + field.attribute() + "' comes twice");
            }
        }
        if (!byName.containsKey("$id") || !byName.containsKey("$sequence")) {
            throw new IllegalArgumentException("A table needs $id and $sequence");
        }
        return new TableShape(schema, table, List.of(), Fields.of(byName), Set.of(), List.of(), Map.of(), null);
    }

    /** The same table, seen through one more condition. */
    public TableShape pinned(String column, ValueType type, Object value) {
        List<Pin> more = new ArrayList<>(pins);
        more.add(new Pin(new Identifier(column), type, value));
        return new TableShape(schema, table, List.copyOf(more), fields, searchable, orders, related, witness);
    }

    /** The same table, read together with a witness. */
    public TableShape witnessed(Witness by) {
        return new TableShape(schema, table, pins, fields, searchable, orders, related, by);
    }

    /** The same table, with these attributes indexed by their words. */
    public TableShape searchable(Set<String> attributes) {
        return new TableShape(schema, table, pins, fields, Set.copyOf(attributes), orders, related, witness);
    }

    /** The same table, of which indexes keep these orders. */
    public TableShape ordered(List<List<Sort>> byIndexes) {
        return new TableShape(schema, table, pins, fields, searchable, List.copyOf(byIndexes), related, witness);
    }

    List<List<Sort>> orders() {
        return orders;
    }

    /** The same table, from which queries reach these others by name. */
    public TableShape related(Map<String, RelatedTable> others) {
        return new TableShape(schema, table, pins, fields, searchable, orders, Map.copyOf(others), witness);
    }

    /** Another table that queries reach by name. */
    public Optional<RelatedTable> related(String name) {
        return Optional.ofNullable(related.get(name));
    }

    boolean isSearchable(String attribute) {
        return searchable.contains(attribute);
    }

    public Optional<Field> field(String attribute) {
        return Optional.ofNullable(fields.byName().get(attribute));
    }

    public Field id() {
        return known("$id");
    }

    public Field sequence() {
        return known("$sequence");
    }

    /** All fields, in the order in which they were given. */
    public List<Field> fields() {
        return fields.all();
    }

    /** Columns of these fields as they stand in SQL text. */
    String columns(List<Field> some) {
        return some.equals(fields.all()) ? fields.columns() : Fields.columns(some);
    }

    Optional<Witness> witness() {
        return Optional.ofNullable(witness);
    }

    List<Pin> pins() {
        return pins;
    }

    public Identifier schema() {
        return schema;
    }

    /** As it stands in SQL text. */
    public String qualified() {
        return schema.quoted() + '.' + table.quoted();
    }

    private Field known(String attribute) {
        return field(attribute).orElseThrow();
    }
}
