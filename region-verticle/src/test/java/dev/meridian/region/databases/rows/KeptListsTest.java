package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.DatabasesStage.queries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists with {@code ttl} at two pods of a region: given again, and never older than a write that was answered. */
final class KeptListsTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final int TRIES = 5_000;
    private static final int ROUNDS = 150;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    private static TestingRegion other;

    @BeforeAll
    static void open() {
        other = stage.pod();
    }

    @AfterAll
    static void close() {
        other.close();
    }

    @Test
    void aListIsGivenAgainUntilSomethingIsWritten() {
        table("a1", "read(\"any\")");
        row("a1", "one", 1);
        String list = T + "/a1/rows?ttl=60";

        assertThat(cache(list)).isEqualTo("miss");
        Reply hit = hit(list, DatabasesStage.KEY);
        assertThat(hit.json()).isEqualTo(fresh("a1", DatabasesStage.KEY).json());
        row("a1", "two", 2);

        Reply after = other.get(list, DatabasesStage.KEY);
        assertThat(after.header(KeptLists.HEADER)).isEqualTo("miss");
        assertThat(after.json().getInteger("total")).isEqualTo(2);
    }

    @Test
    void noListIsGivenToAnotherCallerOrForAnotherQuestion() {
        table("a2");
        stage.call("PUT", T + "/a2", object("name", "a2", "rowSecurity", true));
        stage.call(
                "POST",
                T + "/a2/rows",
                object("rowId", "one", "data", object("n", 1), "permissions", array("read(\"user:anna\")")));
        String list = T + "/a2/rows?ttl=60";
        hit(list, DatabasesStage.KEY);
        hit(list, DatabasesStage.ANNA);

        assertThat(other.get(list, DatabasesStage.BERT).json().getInteger("total"))
                .isZero();
        assertThat(other.get(list, DatabasesStage.GUEST).json().getInteger("total"))
                .isZero();
        assertThat(other.get(list, "X-Appwrite-Project", "p2", "X-Appwrite-Key", "standard_other")
                        .type())
                .isEqualTo("database_not_found");
        assertThat(other.get(list, DatabasesStage.POOR).type()).isEqualTo("general_unauthorized_scope");
        assertThat(other.get(list + "&total=false", DatabasesStage.KEY).json().getInteger("total"))
                .isZero();
        assertThat(other.get("/v1/databases/shop/collections/a2/documents?ttl=60", DatabasesStage.KEY)
                        .json()
                        .fieldNames())
                .contains("documents");
        assertThat(other.get(
                                list + "&"
                                        + queries("{'method':'limit','values':[1]}")
                                                .substring(1),
                                DatabasesStage.KEY)
                        .header(KeptLists.HEADER))
                .isEqualTo("miss");
    }

    @Test
    void whoDoesNotAskForOlderListsGetsNone() {
        table("a3", "read(\"any\")");
        hit(T + "/a3/rows?ttl=60", DatabasesStage.KEY);

        assertThat(other.get(T + "/a3/rows", DatabasesStage.KEY).header(KeptLists.HEADER))
                .isEmpty();
        assertThat(cache(T + "/a3/rows?ttl=60&"
                        + queries("{'method':'orderRandom'}").substring(1)))
                .isEmpty();
        assertThat(other.get(T + "/a3/rows?ttl=86401", DatabasesStage.KEY).type())
                .isEqualTo("general_argument_invalid");
    }

    /** A request that changes what a list shows. */
    record Write(String name, String method, String path, JsonObject body) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Write> writes() {
        String rows = T + "/p/rows";
        return Stream.of(
                new Write("create", "POST", rows, object("rowId", "new", "data", object("n", 1))),
                new Write("update", "PATCH", rows + "/one", object("data", object("n", 7))),
                new Write("upsert", "PUT", rows + "/one", object("data", object("n", 8))),
                new Write("increment", "PATCH", rows + "/one/n/increment", object()),
                new Write(
                        "permissions of a row", "PATCH", rows + "/two", object("permissions", array("read(\"any\")"))),
                new Write("delete", "DELETE", rows + "/two", object()),
                new Write("tie", "PATCH", rows + "/one", object("data", object("kids", array("k1", "k2")))),
                new Write("tied row", "PATCH", T + "/c/rows/k1", object("data", object("n", 9))),
                new Write("tied row's end", "DELETE", T + "/c/rows/k2", object()),
                new Write("nested row", "PATCH", rows + "/one", nested()),
                new Write("column of the tied table", "DELETE", T + "/c/columns/m", object()),
                new Write(
                        "permissions of the tied table",
                        "PUT",
                        T + "/c",
                        object("name", "c", "permissions", array("read(\"any\")"))),
                new Write("permissions of the table", "PUT", T + "/p", object("name", "p", "permissions", array())));
    }

    private static JsonObject nested() {
        return object("data", object("kids", array(object("$id", "k1", "n", 10), object("n", 11))));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void everyWriteIsSeenAtOnceAtTheOtherPodByWhomeverItConcerns(Write write) {
        world();
        String list = T + "/p/rows" + queries("{'method':'select','values':['*','kids.*']}");
        List<String[]> callers = List.of(DatabasesStage.GUEST, DatabasesStage.ANNA, DatabasesStage.KEY);
        for (String[] caller : callers) {
            hit(list + "&ttl=600", caller);
        }

        Reply done = stage.call(write.method(), write.path(), write.body());

        assertThat(done.status()).as(done.text()).isLessThan(300);
        for (String[] caller : callers) {
            Reply after = other.get(list + "&ttl=600", caller);
            assertThat(after.header(KeptLists.HEADER)).isNotEqualTo("hit");
            assertThat(after.text()).isEqualTo(stage.get(list, caller).text());
        }
    }

    /** A table with ties to another, made anew. */
    private static void world() {
        stage.call("DELETE", T + "/p", object());
        stage.call("DELETE", T + "/c", object());
        table("p", "read(\"any\")");
        table("c");
        assertThat(stage.call(
                                "POST",
                                T + "/p/columns/relationship",
                                object(
                                        "relatedTableId",
                                        "c",
                                        "type",
                                        "oneToMany",
                                        "key",
                                        "kids",
                                        "onDelete",
                                        "setNull"))
                        .status())
                .isEqualTo(202);
        row("c", "k1", 1);
        row("c", "k2", 2);
        row("p", "one", 1);
        row("p", "two", 2);
        stage.call("PATCH", T + "/p/rows/one", object("data", object("kids", array("k1"))));
    }

    @Test
    void whoeverWroteSeesItAtEveryPodWhileOthersListAndWrite() {
        table("a4", "read(\"any\")");
        List<String> writers = List.of("one", "two", "three");
        writers.forEach(id -> row("a4", id, 0));
        String list = T + "/a4/rows?ttl=3600";
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger hits = new AtomicInteger();
        List<CompletableFuture<Void>> readers = Stream.of(0, 1)
                .map(pod -> CompletableFuture.runAsync(() -> {
                    while (!over.get()) {
                        count(hits, at(pod, list));
                    }
                }))
                .toList();

        List<CompletableFuture<Void>> writing = writers.stream()
                .map(id -> CompletableFuture.runAsync(() -> write(list, id, hits)))
                .toList();
        writing.forEach(CompletableFuture::join);
        over.set(true);
        readers.forEach(CompletableFuture::join);

        assertThat(hits.get()).as("lists given again").isGreaterThan(ROUNDS / 10);
    }

    /** Writes at one pod and lists at the other, by turns; between writes it lists on until a list is given again. */
    private static void write(String list, String id, AtomicInteger hits) {
        for (int n = 1; n <= ROUNDS; n++) {
            JsonObject data = object("data", object("n", n));
            Reply written = n % 2 == 0
                    ? stage.call("PATCH", T + "/a4/rows/" + id, data)
                    : other.call("PATCH", T + "/a4/rows/" + id, data.encode(), DatabasesStage.KEY);
            assertThat(written.status()).as(written.text()).isEqualTo(200);
            boolean again = false;
            for (int i = 0; i < 5 && !again; i++) {
                Reply seen = at(n + i, list);
                assertThat(value(seen, id))
                        .as("%s after it was set to %d", id, n)
                        .isEqualTo(n);
                again = count(hits, seen);
            }
        }
    }

    private static boolean count(AtomicInteger hits, Reply reply) {
        boolean again = reply.header(KeptLists.HEADER).equals("hit");
        if (again) {
            hits.incrementAndGet();
        }
        return again;
    }

    private static int value(Reply list, String id) {
        return list.json().getJsonArray("rows").stream()
                .map(row -> (JsonObject) row)
                .filter(row -> row.getString("$id").equals(id))
                .findFirst()
                .orElseThrow()
                .getInteger("n");
    }

    private static Reply at(int pod, String path) {
        return pod % 2 == 0 ? stage.get(path) : other.get(path, DatabasesStage.KEY);
    }

    private static String cache(String path) {
        return other.get(path, DatabasesStage.KEY).header(KeptLists.HEADER);
    }

    private static Reply fresh(String table, String[] caller) {
        return stage.get(T + "/" + table + "/rows", caller);
    }

    /** Asks at the other pod until the list is one that was kept. */
    private static Reply hit(String path, String[] caller) {
        for (int i = 0; i < TRIES; i++) {
            Reply reply = other.get(path, caller);
            if (reply.header(KeptLists.HEADER).equals("hit")) {
                return reply;
            }
        }
        throw new AssertionError("never given again: " + path);
    }

    private static void table(String id, String... permissions) {
        Reply made = stage.call(
                "POST",
                T,
                object("tableId", id, "name", id, "permissions", array((Object[]) permissions))
                        .put(
                                "columns",
                                array(
                                        object("key", "n", "type", "integer", "required", false),
                                        object("key", "m", "type", "integer", "required", false))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static void row(String table, String id, int n) {
        assertThat(stage.call("POST", T + "/" + table + "/rows", object("rowId", id, "data", object("n", n)))
                        .status())
                .isEqualTo(201);
    }
}
