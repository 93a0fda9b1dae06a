package dev.meridian.region.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.DatabaseSettings;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.StoredGeometry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real PostgreSQL and a plain evaluator must agree on every query, in rows and in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CompilerPropertyTest {

    private static final int ROWS = 40;
    private static final int QUERIES = 1_500;

    private final long seed = Long.getLong("meridian.seed", System.nanoTime());
    private final RandomQueries random = new RandomQueries(new Random(seed));
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private Database database;

    @BeforeAll
    void fill(@TempDir Path data) {
        database = TestingRegion.wait(Database.open(
                vertx,
                new DatabaseSettings(
                        Optional.empty(),
                        data,
                        Path.of("target", "postgres-binaries").toAbsolutePath(),
                        0,
                        4)));
        run("create schema query_test");
        run("create table query_test.t_1 (_id text collate \"C\" primary key, _sequence int8, _created timestamptz,"
                + " c_1 text collate \"C\", c_2 int8, c_3 float8, c_4 bool, c_5 text collate \"C\","
                + " c_6 text[] collate \"C\", c_7 float8[], c_8 float8[], c_9 float8[])");
        for (int i = 1; i <= ROWS; i++) {
            Map<String, Object> row = random.row(i);
            rows.add(row);
            List<?> tags = (List<?>) row.get("tags");
            TestingRegion.wait(database.write(
                    "insert into query_test.t_1 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                    row.get("$id"),
                    row.get("$sequence"),
                    row.get("$createdAt"),
                    row.get("text"),
                    row.get("number"),
                    row.get("real"),
                    row.get("truth"),
                    row.get("word"),
                    tags == null ? null : tags.toArray(String[]::new),
                    stored(row.get("place")),
                    stored(row.get("way")),
                    stored(row.get("area"))));
        }
    }

    private static Double @Nullable [] stored(@Nullable Object geometry) {
        return geometry == null ? null : StoredGeometry.of((Geometry) geometry);
    }

    @AfterAll
    void close() {
        TestingRegion.wait(database.close());
        TestingRegion.wait(vertx.close());
    }

    @Test
    void theDatabaseAnswersAsAPlainEvaluatorDoes() {
        int pages = 0;
        for (int i = 0; i < QUERIES; i++) {
            List<String> texts = random.query(ROWS);
            CheckedQuery query = Validation.check(QueryParser.parse(texts), RandomQueries.TABLE);
            Optional<List<String>> expected = PlainEvaluator.ids(query, rows);
            assertThat(ids(query)).as("seed %s, %s", seed, texts).isEqualTo(expected);
            assertThat(count(query)).as("count, seed %s, %s", seed, texts).isEqualTo(PlainEvaluator.count(query, rows));
            pages += expected.filter(ids -> !ids.isEmpty()).isPresent() ? 1 : 0;
        }
        assertThat(pages).as("queries that found something").isGreaterThan(QUERIES / 4);
    }

    /** None if the cursor's row lacks a value to order by. */
    private Optional<List<String>> ids(CheckedQuery query) {
        Position position;
        try {
            position = switch (query.cursor()) {
                case Cursor.None none -> new Position.Start();
                case Cursor.After(String id) -> position(query, id);
                case Cursor.Before(String id) -> position(query, id);
            };
        } catch (Problem problem) {
            assertThat(problem.type()).isEqualTo(QueryProblems.ORDER_NULL);
            return Optional.empty();
        }
        Compiled compiled = Compiler.list(query, new Visibility.Everything(), position);
        List<String> ids = new ArrayList<>();
        run(compiled).forEach(row -> ids.add(row.getString(0)));
        if (compiled.reversed()) {
            Collections.reverse(ids);
        }
        return Optional.of(ids);
    }

    private Position position(CheckedQuery query, String id) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Row row : run(Compiler.cursor(query, new Visibility.Everything(), id))) {
            for (int i = 0; i < row.size(); i++) {
                values.add(row.getValue(i));
            }
        }
        return Position.of(query, id, values.isEmpty() ? null : values);
    }

    private long count(CheckedQuery query) {
        return run(Compiler.count(query, new Visibility.Everything()))
                .iterator()
                .next()
                .getLong(0);
    }

    private RowSet<Row> run(Compiled compiled) {
        return TestingRegion.wait(
                database.read(compiled.sql(), compiled.parameters().toArray()));
    }

    private void run(String sql) {
        TestingRegion.wait(database.write(sql));
    }
}
