package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.DatabasesStage.queries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The API and a model of a few lines must agree on who may do what with each row, in tables of any permissions, by every way
 * that leads to a row: get, list, total, filter, relationship, update and delete (contract section 4).
 */
final class PermissionsPropertyTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final int TABLES = 12;
    private static final int ROWS = 8;
    private static final List<String> ROLES = List.of("any", "guests", "users", "user:anna", "user:bert");
    private static final List<String> ACTIONS = List.of("read", "update", "delete", "create");

    private final long seed = Long.getLong("meridian.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    private static final List<Who> ALL = List.of(
            new Who("guest", DatabasesStage.GUEST, Set.of("any", "guests")),
            new Who("anna", DatabasesStage.ANNA, Set.of("any", "users", "user:anna")),
            new Who("bert", DatabasesStage.BERT, Set.of("any", "users", "user:bert")),
            new Who("key", DatabasesStage.KEY, Set.of()));

    @SuppressWarnings("ArrayRecordComponent")
    private record Who(String name, String[] headers, Set<String> roles) {

        boolean isKey() {
            return name.equals("key");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** @param granted permission strings */
    private record Modelled(String id, Set<String> granted) {}

    private record Model(String table, boolean rowSecurity, Set<String> granted, List<Modelled> rows) {

        boolean may(Who who, String action, Modelled row) {
            return mayAll(who, action) || (rowSecurity && grants(row.granted(), who, action));
        }

        boolean mayAll(Who who, String action) {
            return who.isKey() || grants(granted, who, action);
        }

        List<String> readable(Who who) {
            return rows.stream()
                    .filter(row -> may(who, "read", row))
                    .map(Modelled::id)
                    .toList();
        }

        private static boolean grants(Set<String> granted, Who who, String action) {
            return who.roles().stream().anyMatch(role -> granted.contains(action + "(\"" + role + "\")"));
        }
    }

    @Test
    void everyWayToARowAgreesWithTheModel() {
        System.out.println("PermissionsPropertyTest: -Dmeridian.seed=" + seed);
        for (int i = 0; i < TABLES; i++) {
            Model model = made("perm" + i);
            String parents = "parents" + i;
            tie(parents, model);
            for (Who who : ALL) {
                reads(model, parents, who);
                writes(model, who);
            }
            deletes(model);
        }
    }

    private void reads(Model model, String parents, Who who) {
        String path = T + "/" + model.table() + "/rows";
        List<String> readable = model.readable(who);
        for (Modelled row : model.rows()) {
            assertThat(get(path + "/" + row.id(), who).status())
                    .as("%s gets %s of %s", who, row, model)
                    .isEqualTo(readable.contains(row.id()) ? 200 : 404);
        }
        Reply list = get(path, who);
        if (!model.rowSecurity() && !model.mayAll(who, "read")) {
            assertThat(list.type()).as("%s lists %s", who, model).isEqualTo("user_unauthorized");
        } else {
            assertThat(ids(list.json().getJsonArray("rows")))
                    .as("%s lists %s", who, model)
                    .isEqualTo(readable);
            assertThat(list.json().getInteger("total")).isEqualTo(readable.size());
            String some = queries("{'method':'greaterThan','attribute':'n','values':[3]}");
            assertThat(get(path + some, who).json().getInteger("total"))
                    .isEqualTo(readable.stream()
                            .filter(id -> Integer.parseInt(id.substring(1)) > 3)
                            .count());
        }
        JsonObject parent = get(
                        T + "/" + parents + "/rows/all" + queries("{'method':'select','values':['kids.*']}"), who)
                .json();
        assertThat(ids(parent.getJsonArray("kids")))
                .as("%s reads the ties to %s", who, model)
                .isEqualTo(readable);
        for (Modelled row : model.rows()) {
            String named = queries("{'method':'equal','attribute':'kids.$id','values':['" + row.id() + "']}");
            assertThat(get(T + "/" + parents + "/rows" + named, who).json().getInteger("total"))
                    .as("%s finds out about %s of %s", who, row, model)
                    .isEqualTo(readable.contains(row.id()) ? 1 : 0);
        }
    }

    private void writes(Model model, Who who) {
        for (Modelled row : model.rows()) {
            String path = T + "/" + model.table() + "/rows/" + row.id();
            JsonObject data = object("data", object("touched", random.nextInt()));
            assertThat(stage.call("PATCH", path, data, who.headers()).status())
                    .as("%s updates %s of %s", who, row, model)
                    .isEqualTo(model.may(who, "update", row) ? 200 : 401);
            assertThat(stage.call("PATCH", path + "/n/increment", object("value", 0.5), who.headers())
                            .status())
                    .as("%s increments %s of %s", who, row, model)
                    .isEqualTo(model.may(who, "update", row) ? 400 : 401);
        }
    }

    private void deletes(Model model) {
        for (Modelled row : model.rows()) {
            Who who = ALL.get(random.nextInt(3));
            assertThat(stage.call("DELETE", T + "/" + model.table() + "/rows/" + row.id(), object(), who.headers())
                            .status())
                    .as("%s deletes %s of %s", who, row, model)
                    .isEqualTo(model.may(who, "delete", row) ? 204 : 401);
        }
        for (Who who : ALL) {
            assertThat(stage.call(
                                    "POST",
                                    T + "/" + model.table() + "/rows",
                                    object("rowId", "by" + who.name(), "data", object("n", 1)),
                                    who.headers())
                            .status())
                    .as("%s creates in %s", who, model)
                    .isEqualTo(model.mayAll(who, "create") ? 201 : 401);
        }
    }

    private Model made(String table) {
        boolean rowSecurity = random.nextBoolean();
        Set<String> granted = permissions(4);
        made(
                "/v1/tablesdb/shop/tables",
                object(
                        "tableId",
                        table,
                        "name",
                        table,
                        "rowSecurity",
                        rowSecurity,
                        "permissions",
                        new JsonArray(List.copyOf(granted)),
                        "columns",
                        array(
                                object("key", "n", "type", "integer", "required", false),
                                object("key", "touched", "type", "integer", "required", false))));
        List<Modelled> rows = new ArrayList<>();
        for (int i = 1; i <= ROWS; i++) {
            Modelled row = new Modelled("r" + i, permissions(3));
            made(
                    T + "/" + table + "/rows",
                    object(
                            "rowId",
                            row.id(),
                            "data",
                            object("n", i),
                            "permissions",
                            new JsonArray(List.copyOf(row.granted()))));
            rows.add(row);
        }
        return new Model(table, rowSecurity, granted, rows);
    }

    /** One parent that everybody may read, tied to every row. */
    private static void tie(String parents, Model model) {
        made(
                T,
                object("tableId", parents, "name", parents, "permissions", array("read(\"any\")"))
                        .put("columns", array(object("key", "n", "type", "integer", "required", false))));
        Reply end = stage.call(
                "POST",
                T + "/" + parents + "/columns/relationship",
                object("relatedTableId", model.table(), "type", "oneToMany", "key", "kids", "onDelete", "setNull"));
        assertThat(end.status()).as(end.text()).isEqualTo(202);
        JsonArray kids = new JsonArray(model.rows().stream().map(Modelled::id).toList());
        made(T + "/" + parents + "/rows", object("rowId", "all", "data", object("kids", kids)));
    }

    /** Of rows, which no permission to create is for; the table's come from the same, with some. */
    private Set<String> permissions(int actions) {
        Set<String> granted = new LinkedHashSet<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            granted.add(ACTIONS.get(random.nextInt(actions)) + "(\"" + ROLES.get(random.nextInt(ROLES.size())) + "\")");
        }
        return granted;
    }

    private static void made(String path, JsonObject body) {
        Reply reply = stage.call("POST", path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static Reply get(String path, Who who) {
        return stage.get(path, who.headers());
    }

    private static List<String> ids(JsonArray rows) {
        return rows.stream().map(row -> ((JsonObject) row).getString("$id")).toList();
    }
}
