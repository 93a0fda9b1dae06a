package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.BenchSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** The tables in Meridian: made through its API, filled by SQL where they really are. */
final class Tables {

    static final String DATABASE = "bench";

    /** What a key needs that asks for all operations. */
    static final List<String> SCOPES = List.of("databases.write", "tables.write", "rows.read", "rows.write");

    private static final String NO_PERMISSIONS = "'{}'";

    /** Rows of which one user may read all, another one in a hundred and a third one in ten thousand. */
    private static final String PERMISSIONS = """
            array['read("user:all")']
              || case when i / 10 % 100 = 0 then array['read("user:percent")'] else '{}' end
              || case when i / 10 % 10000 = 0 then array['read("user:rare")'] else '{}' end""";

    private final BenchSetup setup;
    private final RegionDatabase database;

    Tables(BenchSetup setup, RegionDatabase database) {
        this.setup = setup;
        this.database = database;
    }

    void database() throws IOException, InterruptedException {
        setup.create(
                "/v1/tablesdb", new JsonObject().put("databaseId", DATABASE).put("name", "Bench"));
    }

    /** A table that only servers read; answers its name in the database. */
    String open(String id, Dataset rows) throws IOException, InterruptedException {
        return fill(id, rows, false, NO_PERMISSIONS);
    }

    /** A table whose rows say who may read them. */
    void guarded(String id, Dataset rows) throws IOException, InterruptedException {
        fill(id, rows, true, PERMISSIONS);
    }

    private String fill(String id, Dataset rows, boolean rowSecurity, String permissions)
            throws IOException, InterruptedException {
        setup.create(
                "/v1/tablesdb/" + DATABASE + "/tables",
                new JsonObject()
                        .put("tableId", id)
                        .put("name", id)
                        .put("rowSecurity", rowSecurity)
                        .put("columns", columns())
                        .put(
                                "indexes",
                                new JsonArray(List.of(new JsonObject()
                                        .put("key", "by_price")
                                        .put("type", "key")
                                        .put("attributes", new JsonArray(List.of("kind", "price")))))));
        String relation = database.texts(
                        "select relation from meridian.app_table where project_id = 'bench' and table_id = '" + id
                                + "'")
                .getFirst();
        String schema = database.texts("select schemaname from pg_tables where tablename = '" + relation + "'")
                .getFirst();
        String table = "\"" + schema + "\".\"" + relation + "\"";
        database.run("insert into " + table
                + " (_id, _created, _updated, _permissions, c_1, c_2, c_3, c_4, c_5) select " + Dataset.ID + ", t, t, "
                + permissions + ", " + Dataset.VALUES + rows.source());
        database.run("vacuum analyze " + table);
        return relation;
    }

    private static JsonArray columns() {
        return new JsonArray()
                .add(column("name", "varchar").put("size", 100))
                .add(column("kind", "integer"))
                .add(column("price", "float"))
                .add(column("stamp", "datetime"))
                .add(column("body", "varchar").put("size", 1_200));
    }

    private static JsonObject column(String key, String type) {
        return new JsonObject().put("key", key).put("type", type).put("required", false);
    }
}
