package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Table;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row shall be tied to by one relationship from now on (contract section 5, "Nested relationship writes").
 *
 * @param targets none to tie it to nothing
 */
record Wish(Relationship relationship, List<Target> targets) {

    /** Rows that one relationship of one row may name. */
    static final int MOST_TARGETS = 1_000;

    /** A row to be tied to. */
    sealed interface Target {

        /** One that is there. */
        record Present(String id) implements Target {}

        /**
         * One that is to be made, or changed if it is there.
         *
         * @param id empty where the server is to choose one
         */
        record Given(Optional<String> id, JsonObject data) implements Target {}
    }

    /** Data apart from what it wishes of relationships. */
    record Parted(Asked asked, List<Wish> wishes) {}

    static Parted part(Table table, Asked asked) {
        if (table.relationships().isEmpty()) {
            return new Parted(asked, List.of());
        }
        JsonObject plain = new JsonObject();
        List<Wish> wishes = new ArrayList<>();
        for (String key : asked.data().fieldNames()) {
            Object value = asked.data().getValue(key);
            table.relationship(key)
                    .ifPresentOrElse(
                            relationship -> wishes.add(new Wish(relationship, targets(relationship, value))),
                            () -> plain.put(key, value));
        }
        return new Parted(new Asked(plain, asked.permissions()), wishes);
    }

    private static List<Target> targets(Relationship relationship, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!relationship.isToMany()) {
            return List.of(target(relationship, value));
        }
        if (!(value instanceof JsonArray array) || array.size() > MOST_TARGETS) {
            throw invalid(relationship);
        }
        List<Target> targets = new ArrayList<>();
        for (Object item : array) {
            targets.add(target(relationship, item));
        }
        return List.copyOf(targets);
    }

    private static Target target(Relationship relationship, @Nullable Object value) {
        return switch (value) {
            case String id when !id.isEmpty() -> new Target.Present(id);
            case JsonObject data -> new Target.Given(Optional.ofNullable(data.getString("$id")), data);
            case null, default -> throw invalid(relationship);
        };
    }

    private static RuntimeException invalid(Relationship relationship) {
        return DatabaseProblems.relationshipValue(
                relationship.key(),
                relationship.isToMany()
                        ? "an array of at most " + MOST_TARGETS + " row IDs or objects"
                        : "a row ID, an object or null");
    }
}
