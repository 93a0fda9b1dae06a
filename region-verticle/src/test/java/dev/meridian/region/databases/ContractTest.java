package dev.meridian.region.databases;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.contract.Operation;
import dev.meridian.region.contract.Operation.Parameter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the SDK's two services of databases: what it answers, what each parameter refuses, what who may not
 * call it is told, and what is said of a database and a table that are not there. The counts are printed at the end.
 */
final class ContractTest {

    /** Sizes of the cloud's dedicated servers, which nothing here has. */
    private static final Set<String> NOT_HERE = Set.of("specification", "replicas");

    /** What callers without a key may do by their scopes alone. */
    private static final Set<String> OPEN = Set.of("createTransaction", "listTransactions");

    private static final String LIMIT = "{\"method\":\"limit\",\"values\":[1]}";

    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("bigint", 5),
            Map.entry("boolean", true),
            Map.entry("datetime", "2026-08-21T12:00:00.000+00:00"),
            Map.entry("email", "a@example.com"),
            Map.entry("enum", "a"),
            Map.entry("float", 2.5),
            Map.entry("integer", 5),
            Map.entry("ip", "192.0.2.1"),
            Map.entry("line", array(array(1, 2), array(3, 4))),
            Map.entry("longtext", "text"),
            Map.entry("mediumtext", "text"),
            Map.entry("point", array(1, 2)),
            Map.entry("polygon", array(array(array(0, 0), array(4, 0), array(4, 4), array(0, 0)))),
            Map.entry("string", "text"),
            Map.entry("text", "text"),
            Map.entry("url", "https://example.com"),
            Map.entry("varchar", "text"));

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final List<Operation> OPERATIONS = Operation.all("databases.tsv");
    private static final AtomicInteger ANSWERED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final AtomicInteger CALLERS = new AtomicInteger();

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    /** What an operation is tried on. */
    private record Ground(String database, String table, String related, String transaction) {}

    static Stream<Operation> operations() {
        return OPERATIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itAnswersTheModelAndRefusesWhatDoesNotFit(Operation operation) {
        Ground ground = ground(operation);
        refusesCallers(operation, ground);
        refusesWhereThereIsNothing(operation, ground);
        operation.parameters().stream()
                .filter(parameter -> !NOT_HERE.contains(parameter.name()))
                .forEach(parameter -> refuses(operation, ground, parameter));

        Reply reply = send(operation, ground, valid(operation, ground), DatabasesStage.KEY);

        assertThat(reply.status()).as("%s: %s", operation, reply.text()).isBetween(200, 299);
        if (operation.verb().equals("DELETE") && operation.fields().isEmpty()) {
            assertThat(reply.status()).isEqualTo(204);
        } else {
            assertThat(reply.json().fieldNames()).as("%s", operation).containsAll(operation.fields());
        }
        ANSWERED.incrementAndGet();
    }

    @AfterAll
    static void counts() {
        long parameters = OPERATIONS.stream()
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> !NOT_HERE.contains(parameter.name()))
                .count();
        assertThat(ANSWERED.get()).isEqualTo(OPERATIONS.size());
        assertThat(REFUSED.get()).isEqualTo((int) parameters);
        System.out.printf(
                Locale.ROOT,
                "contract, databases: %d/%d operations answered, %d/%d parameters refused what does not fit, %d callers refused%n",
                ANSWERED.get(),
                OPERATIONS.size(),
                REFUSED.get(),
                parameters,
                CALLERS.get());
    }

    private static void refusesCallers(Operation operation, Ground ground) {
        Map<String, String[]> callers = Map.of(
                "guest", DatabasesStage.GUEST,
                "user", DatabasesStage.ANNA,
                "key without scopes", DatabasesStage.POOR,
                "key of another project",
                        new String[] {"X-Appwrite-Project", "p1", "X-Appwrite-Key", "standard_other"});
        callers.forEach((who, headers) -> {
            if (OPEN.contains(operation.method()) && (who.equals("guest") || who.equals("user"))) {
                return;
            }
            Reply reply = send(operation, ground, valid(operation, ground), headers);
            assertThat(reply.status())
                    .as("%s by a %s: %s", operation, who, reply.text())
                    .isIn(401, 403, 404);
            CALLERS.incrementAndGet();
        });
    }

    private static void refusesWhereThereIsNothing(Operation operation, Ground ground) {
        JsonObject valid = valid(operation, ground);
        if (operation.path().contains("{databaseId}")) {
            Ground elsewhere = new Ground("absent", ground.table(), ground.related(), ground.transaction());
            assertThat(send(operation, elsewhere, valid, DatabasesStage.KEY).type())
                    .as("%s in no database", operation)
                    .isEqualTo("database_not_found");
        }
        if (operation.path().contains("{tableId}") || operation.path().contains("{collectionId}")) {
            Ground elsewhere = new Ground(ground.database(), "absent", ground.related(), ground.transaction());
            assertThat(send(operation, elsewhere, valid, DatabasesStage.KEY).type())
                    .as("%s in no table", operation)
                    .isEqualTo(operation.isOfDocuments() ? "collection_not_found" : "table_not_found");
        }
    }

    private static void refuses(Operation operation, Ground ground, Parameter parameter) {
        JsonObject valid = valid(operation, ground);
        Reply wrong =
                send(operation, ground, valid.copy().put(parameter.name(), parameter.unfit()), DatabasesStage.KEY);
        assertThat(wrong.status())
                .as("%s with an unfit %s: %s", operation, parameter.name(), wrong.text())
                .isBetween(400, 404);
        if (parameter.required()) {
            JsonObject without = valid.copy();
            without.remove(parameter.name());
            Reply missing = send(operation, ground, without, DatabasesStage.KEY);
            assertThat(missing.status())
                    .as("%s without %s: %s", operation, parameter.name(), missing.text())
                    .isEqualTo(400);
        }
        REFUSED.incrementAndGet();
    }

    /** Parameters that go together, each with a value that fits. */
    private static JsonObject valid(Operation operation, Ground ground) {
        JsonObject values = new JsonObject();
        for (Parameter parameter : operation.parameters()) {
            if (!NOT_HERE.contains(parameter.name()) && !parameter.name().equals("rollback")) {
                values.put(parameter.name(), value(operation, ground, parameter.name()));
            }
        }
        return values;
    }

    private static Object value(Operation operation, Ground ground, String name) {
        boolean documents = operation.isOfDocuments();
        return switch (name) {
            case "databaseId" -> "fresh" + ground.database();
            case "tableId", "collectionId", "rowId", "documentId", "key" -> "fresh";
            case "name" -> "Name";
            case "enabled", "rowSecurity", "documentSecurity", "twoWay", "total", "commit" -> true;
            case "required", "array", "encrypt", "purge" -> false;
            case "permissions" -> array("read(\"any\")");
            case "columns" -> operation.method().equals("createIndex") ? array("integer") : columns();
            case "attributes" -> operation.method().equals("createIndex") ? array("integer") : columns();
            case "indexes" ->
                array(object("key", "i", "type", "key", documents ? "attributes" : "columns", array("integer")));
            case "min" -> operation.method().startsWith("decrement") ? -9 : 1;
            case "max" -> 99;
            case "default" -> Objects.requireNonNull(DEFAULTS.get(kind(operation)));
            case "size" -> 30;
            case "elements" -> array("a", "b");
            case "newKey" -> "renamed";
            case "twoWayKey" -> "back";
            case "relatedTableId", "relatedCollectionId" -> ground.related();
            case "type" -> operation.method().equals("createIndex") ? "key" : "oneToMany";
            case "onDelete" -> "cascade";
            case "orders" -> array("ASC");
            case "lengths" -> array(0);
            case "queries" -> array(LIMIT);
            case "search" -> "x";
            case "ttl" -> 120;
            case "data" -> object("string", "changed");
            case "rows", "documents" -> array(object("$id", "fresh", "string", "v"));
            case "transactionId" -> ground.transaction();
            case "value" -> 1;
            case "operations" ->
                array(object(
                        "action",
                        "create",
                        "databaseId",
                        ground.database(),
                        documents ? "collectionId" : "tableId",
                        ground.table(),
                        documents ? "documentId" : "rowId",
                        "fresh",
                        "data",
                        object("string", "v")));
            default -> throw new IllegalArgumentException(operation + " has a parameter " + name + " without a value");
        };
    }

    private static String kind(Operation operation) {
        String[] path = operation.path().split("/", -1);
        return path[path.length - 1].startsWith("{") ? path[path.length - 2] : path[path.length - 1];
    }

    private static Reply send(Operation operation, Ground ground, JsonObject values, String... headers) {
        Operation.Call call = operation.call(
                Map.of(
                        "databaseId", ground.database(),
                        "tableId", ground.table(),
                        "collectionId", ground.table(),
                        "rowId", "row1",
                        "documentId", "row1",
                        "transactionId", ground.transaction(),
                        "column", "integer",
                        "attribute", "integer",
                        "key", key(operation)),
                values);
        return call.verb().equals("GET")
                ? stage.get(call.path(), headers)
                : stage.call(call.verb(), call.path(), call.body(), headers);
    }

    private static String key(Operation operation) {
        String newer = operation.newer();
        if (newer.endsWith("Index")) {
            return "idx";
        }
        if (newer.equals("updateRelationshipColumn")) {
            return "kids";
        }
        return newer.startsWith("update") ? kind(operation) : "string";
    }

    private static Ground ground(Operation operation) {
        String id = "g" + MADE.incrementAndGet();
        made("/v1/tablesdb", object("databaseId", id, "name", id), 201);
        String tables = "/v1/tablesdb/" + id + "/tables";
        made(tables, object("tableId", "related", "name", "related", "columns", columns()), 201);
        JsonArray indexes = operation.newer().equals("deleteColumn")
                ? array()
                : array(object("key", "idx", "type", "key", "columns", array("integer")));
        made(tables, object("tableId", "table", "name", "table", "columns", columns(), "indexes", indexes), 201);
        made(tables + "/table/rows", object("rowId", "row1", "data", object("string", "v")), 201);
        if (operation.newer().equals("updateRelationshipColumn")) {
            made(
                    tables + "/table/columns/relationship",
                    object("relatedTableId", "related", "type", "oneToMany", "key", "kids"),
                    202);
        }
        String transaction = made("/v1/tablesdb/transactions", object(), 201).getString("$id");
        return new Ground(id, "table", "related", transaction);
    }

    private static JsonArray columns() {
        List<Object> columns = new ArrayList<>();
        DEFAULTS.keySet().stream()
                .sorted()
                .map(kind ->
                        object("key", kind, "type", kind, "required", false, "size", 20, "elements", array("a", "b")))
                .forEach(columns::add);
        return new JsonArray(columns);
    }

    private static JsonObject made(String path, JsonObject body, int status) {
        Reply reply = stage.call("POST", path, body);
        assertThat(reply.status()).as("%s: %s", path, reply.text()).isEqualTo(status);
        return reply.json();
    }
}
