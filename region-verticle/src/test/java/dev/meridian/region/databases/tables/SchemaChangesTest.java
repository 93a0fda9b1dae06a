package dev.meridian.region.databases.tables;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables change while rows are written, and changes are cut off: no write is lost, and nothing stays half done. */
final class SchemaChangesTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final int WRITERS = 4;
    private static final int CHANGES = 12;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @Test
    void writesGoOnWhileColumnsIndexesAndRelationshipsComeAndGo() {
        table("busy");
        table("other");
        AtomicBoolean over = new AtomicBoolean();
        Set<String> written = ConcurrentHashMap.newKeySet();
        Set<String> failures = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> write(writer, over, written, failures)))
                .toList();

        try {
            for (int i = 0; i < CHANGES; i++) {
                change(i);
            }
        } finally {
            over.set(true);
            writers.forEach(CompletableFuture::join);
        }

        assertThat(failures).isEmpty();
        assertThat(written).hasSizeGreaterThan(CHANGES);
        for (String id : written) {
            assertThat(stage.get(T + "/busy/rows/" + id).json().getInteger("n"))
                    .as(id)
                    .isEqualTo(2);
        }
        assertThat(stage.get(T + "/busy/columns").json().getInteger("total")).isEqualTo(1);
    }

    private static void write(int writer, AtomicBoolean over, Set<String> written, Set<String> failures) {
        for (int i = 0; !over.get(); i++) {
            String id = "w" + writer + "." + i;
            Reply created = stage.call("POST", T + "/busy/rows", object("rowId", id, "data", object("n", 1)));
            Reply updated = stage.call("PATCH", T + "/busy/rows/" + id, object("data", object("n", 2)));
            Reply listed = stage.get(T + "/busy/rows");
            if (created.status() == 201 && updated.status() == 200 && listed.status() == 200) {
                written.add(id);
            } else {
                failures.add(created.text() + updated.text() + listed.text());
            }
        }
    }

    private static void change(int i) {
        String key = "c" + i;
        accepted(
                202, "POST", "/busy/columns/string", object("key", key, "size", 20, "required", false, "default", "x"));
        accepted(202, "POST", "/busy/indexes", object("key", "i" + i, "type", "key", "columns", array(key)));
        accepted(
                202,
                "POST",
                "/busy/columns/relationship",
                object("relatedTableId", "other", "type", "manyToMany", "key", "ties", "twoWay", true));
        accepted(204, "DELETE", "/other/columns/busy", object());
        accepted(204, "DELETE", "/busy/indexes/i" + i, object());
        accepted(
                200,
                "PATCH",
                "/busy/columns/string/" + key,
                object("newKey", "renamed", "required", false, "default", "y", "size", 10));
        accepted(204, "DELETE", "/busy/columns/renamed", object());
    }

    private static void accepted(int status, String method, String path, io.vertx.core.json.JsonObject body) {
        Reply reply = stage.call(method, T + path, body);
        assertThat(reply.status()).as("%s %s: %s", method, path, reply.text()).isEqualTo(status);
    }

    @Test
    void aChangeWhoseConnectionIsCutLeavesNothingAndIsDoneWhenAskedAgain() {
        table("cut");
        SqlConnection holder = TestingRegion.wait(stage.database().writes().getConnection());
        TestingRegion.wait(holder.begin());
        TestingRegion.wait(holder.query("lock table " + physical("cut") + " in access exclusive mode")
                .execute());

        CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(
                () -> stage.call("POST", T + "/cut/columns/integer", object("key", "late", "required", false)));
        cutWhoWaits();
        assertThat(waiting.join().status()).isGreaterThanOrEqualTo(500);
        TestingRegion.wait(holder.query("rollback").execute());
        TestingRegion.wait(holder.close());

        assertThat(stage.get(T + "/cut/columns/late").status()).isEqualTo(404);
        assertThat(stage.call("POST", T + "/cut/rows", object("rowId", "r", "data", object("n", 1)))
                        .status())
                .isEqualTo(201);
        accepted(202, "POST", "/cut/columns/integer", object("key", "late", "required", false, "default", 5));
        assertThat(stage.call("POST", T + "/cut/rows", object("rowId", "s", "data", object("n", 1)))
                        .json()
                        .getInteger("late"))
                .isEqualTo(5);
    }

    /** Ends the one connection that waits to alter the table, as a crash of its region would. */
    private static void cutWhoWaits() {
        int cut = 0;
        while (cut == 0) {
            cut = TestingRegion.wait(stage.database()
                            .read("select pg_terminate_backend(pid) from pg_stat_activity"
                                    + " where wait_event_type = 'Lock' and query like 'alter table%'"))
                    .size();
        }
    }

    private static String physical(String table) {
        return TestingRegion.wait(stage.database()
                .reads()
                .preparedQuery("select quote_ident(schemaname) || '.' || quote_ident(tablename)"
                        + " from pg_tables join meridian.app_table on relation = tablename where table_id = $1")
                .execute(Tuple.of(table))
                .compose(rows -> Future.succeededFuture(rows.iterator().next().getString(0))));
    }

    private static void table(String id) {
        Reply made = stage.call(
                "POST",
                T,
                object("tableId", id, "name", id)
                        .put("columns", array(object("key", "n", "type", "integer", "required", false))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }
}
