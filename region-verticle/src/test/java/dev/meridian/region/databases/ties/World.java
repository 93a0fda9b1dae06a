package dev.meridian.region.databases.ties;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import dev.meridian.region.databases.ties.ModelEnd.Link;
import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A few tables, tied by chance, made through the API and in a model at once. */
final class World {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final int TABLES = 4;
    private static final int LINKS = 6;
    private static final int ROWS = 8;
    private static final int CHANGES = 12;
    private static final List<String> ROLES = List.of("any", "guests", "users", "user:anna", "user:bert");

    private final DatabasesStage stage;
    private final Random random;
    private final RandomValues values;
    private final String name;
    private final List<ModelTable> tables = new ArrayList<>();

    World(DatabasesStage stage, Random random, String name) {
        this.stage = stage;
        this.random = random;
        this.values = new RandomValues(random);
        this.name = name;
    }

    List<ModelTable> make() {
        IntStream.range(0, TABLES).forEach(this::table);
        IntStream.range(0, LINKS).forEach(this::link);
        tables.forEach(table -> IntStream.rangeClosed(1, ROWS).forEach(i -> row(table, i)));
        List<ModelEnd> ends =
                tables.stream().flatMap(table -> table.ends().values().stream()).toList();
        for (ModelEnd end : ends) {
            end.table().rows().forEach(row -> tie(end, row));
        }
        for (int i = 0; i < CHANGES; i++) {
            ModelEnd end = values.pick(ends);
            tie(end, values.pick(end.table().rows()));
        }
        tables.forEach(table -> delete(table, values.pick(table.rows())));
        return tables;
    }

    private void table(int number) {
        ModelTable table = new ModelTable(
                name + "t" + number,
                random.nextInt(10) > 0,
                random.nextInt(6) > 0,
                random.nextInt(3) == 0 ? readers() : Set.of());
        call("POST", T, 201, table(table));
        call("POST", T + "/" + table.id() + "/columns/point", 202, object("key", "place", "required", false));
        tables.add(table);
    }

    private static JsonObject table(ModelTable table) {
        return object("tableId", table.id(), "name", table.id(), "enabled", table.enabled())
                .put("rowSecurity", table.rowSecurity())
                .put("permissions", permissions(table.readers()))
                .put(
                        "columns",
                        array(
                                object("key", "text", "type", "string", "size", 40, "required", false),
                                object("key", "number", "type", "integer", "required", false),
                                object("key", "tags", "type", "string", "size", 40, "required", false)
                                        .put("array", true)))
                .put("indexes", array(object("key", "words", "type", "fulltext", "columns", array("text"))));
    }

    private void link(int number) {
        ModelTable child = values.pick(tables);
        Link link = new Link(
                ModelEnd.KINDS.get(number % ModelEnd.KINDS.size()), values.pick(tables), child, new LinkedHashSet<>());
        boolean twoWay = random.nextInt(3) > 0;
        call(
                "POST",
                T + "/" + link.parent().id() + "/columns/relationship",
                202,
                object("relatedTableId", child.id(), "type", link.kind(), "key", "to" + number)
                        .put("twoWay", twoWay)
                        .put("twoWayKey", "from" + number)
                        .put("onDelete", "setNull"));
        link.parent().ends().put("to" + number, new ModelEnd("to" + number, link, true));
        if (twoWay) {
            child.ends().put("from" + number, new ModelEnd("from" + number, link, false));
        }
    }

    private void row(ModelTable table, int number) {
        Map<String, Object> drawn = new LinkedHashMap<>(values.row());
        JsonObject data = new JsonObject(new LinkedHashMap<>(drawn));
        drawn.put("$id", "r" + number);
        ModelRow row = new ModelRow("r" + number, drawn, readers());
        call(
                "POST",
                T + "/" + table.id() + "/rows",
                201,
                object("rowId", row.id(), "data", data.isEmpty() ? new JsonObject().putNull("text") : data)
                        .put("permissions", permissions(row.readers())));
        table.rows().add(row);
    }

    /** Ties a row to others than before, or finds that one of them is taken. */
    private void tie(ModelEnd end, ModelRow row) {
        List<String> others =
                new ArrayList<>(end.other().rows().stream().map(ModelRow::id).toList());
        Collections.shuffle(others, random);
        List<String> wanted = others.subList(0, end.isToMany() ? random.nextInt(5) : Math.min(1, random.nextInt(5)));
        boolean taken = !end.isToMany()
                && !end.isFromMany()
                && end.table().rows().stream()
                        .filter(each -> !each.id().equals(row.id()))
                        .anyMatch(each -> wanted.stream()
                                .anyMatch(far -> end.link().pairs().contains(end.pair(each.id(), far))));
        @Nullable Object value = end.isToMany() ? new JsonArray(wanted) : wanted.isEmpty() ? null : wanted.getFirst();
        call(
                "PATCH",
                T + "/" + end.table().id() + "/rows/" + row.id(),
                taken ? 409 : 200,
                object("data", new JsonObject().put(end.key(), value)));
        if (!taken) {
            Set<ModelEnd.Pair> pairs = end.link().pairs();
            end.other().rows().forEach(far -> pairs.remove(end.pair(row.id(), far.id())));
            if (!end.isFromMany()) {
                end.table().rows().forEach(near -> wanted.forEach(far -> pairs.remove(end.pair(near.id(), far))));
            }
            wanted.forEach(far -> pairs.add(end.pair(row.id(), far)));
        }
    }

    private void delete(ModelTable table, ModelRow row) {
        call("DELETE", T + "/" + table.id() + "/rows/" + row.id(), 204, object());
        table.rows().remove(row);
    }

    private Set<String> readers() {
        Set<String> readers = new LinkedHashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            readers.add(values.pick(ROLES));
        }
        return readers;
    }

    private static JsonArray permissions(Set<String> readers) {
        return new JsonArray(
                readers.stream().map(role -> "read(\"" + role + "\")").toList());
    }

    private void call(String method, String path, int status, JsonObject body) {
        Reply reply = stage.call(method, path, body);
        assertThat(reply.status())
                .as("%s %s %s: %s", method, path, body, reply.text())
                .isEqualTo(status);
    }
}
