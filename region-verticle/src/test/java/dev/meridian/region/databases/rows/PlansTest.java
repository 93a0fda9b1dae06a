package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import dev.meridian.region.sealing.Sealer;
import dev.meridian.region.sealing.SealingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the database makes of each form of query in a table of {@value #ROWS} rows: an index answers it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class PlansTest {

    private static final int ROWS = 30_000;
    private static final String T = "/v1/tablesdb/shop/tables";

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    private Table table;

    @BeforeAll
    void fill() {
        made(
                T,
                object("tableId", "plans", "name", "plans", "rowSecurity", true)
                        .put(
                                "columns",
                                array(
                                        object("key", "kind", "type", "integer", "required", false),
                                        object("key", "price", "type", "float", "required", false),
                                        object("key", "name", "type", "string", "size", 40, "required", false),
                                        object("key", "text", "type", "string", "size", 200, "required", false)))
                        .put(
                                "indexes",
                                array(
                                        object("key", "byKind", "type", "key", "columns", array("kind", "price")),
                                        object("key", "byName", "type", "unique", "columns", array("name")),
                                        object("key", "words", "type", "fulltext", "columns", array("text")))),
                201);
        made(
                T + "/plans/columns/relationship",
                object(
                        "relatedTableId",
                        "plans",
                        "type",
                        "manyToOne",
                        "key",
                        "up",
                        "twoWay",
                        true,
                        "twoWayKey",
                        "down"),
                202);
        table = TestingRegion.wait(catalogue().table(new TableId("p1", "shop", "plans")));
        String relation = table.shape().qualified();
        write("insert into " + relation + " (_id, _created, _updated, _permissions, c_1, c_2, c_3, c_4)"
                + " select 'r' || i, now() - i * interval '1 s', now(),"
                + " array['read(\"user:u' || i % 3000 || '\")'], i % 100, i * 0.5, 'n' || i, 'word' || i % 1000 || ' more'"
                + " from generate_series(1, " + ROWS + ") i");
        String link = table.shape().schema().quoted() + "."
                + table.relationships().getFirst().link().quoted();
        write("insert into " + link
                + " (parent, child) select 'r' || i, 'r' || i % 1000 + 1 from generate_series(1001, " + ROWS + ") i");
        write("vacuum analyze " + relation);
        write("vacuum analyze " + link);
    }

    static Stream<Object[]> queries() {
        return Stream.of(
                new Object[] {"_seq", List.of()},
                new Object[] {"_seq", List.of("{'method':'orderDesc'}", "{'method':'cursorAfter','values':['r9000']}")},
                new Object[] {"_cre", List.of("{'method':'orderDesc','attribute':'$createdAt'}")},
                new Object[] {"_pkey", List.of("{'method':'equal','attribute':'$id','values':['r1','r2','r3']}")},
                new Object[] {
                    "_i",
                    List.of(
                            "{'method':'equal','attribute':'kind','values':[7]}",
                            "{'method':'orderAsc','attribute':'price'}")
                },
                new Object[] {
                    "_i",
                    List.of(
                            "{'method':'equal','attribute':'kind','values':[7]}",
                            "{'method':'greaterThan','attribute':'price','values':[9000]}",
                            "{'method':'orderAsc','attribute':'price'}")
                },
                new Object[] {
                    "_i",
                    List.of(
                            "{'method':'between','attribute':'kind','values':[3,4]}",
                            "{'method':'equal','attribute':'price','values':[1.5]}")
                },
                new Object[] {"_i", List.of("{'method':'equal','attribute':'name','values':['n77']}")},
                new Object[] {"_i", List.of("{'method':'search','attribute':'text','values':['word77']}")},
                new Object[] {"_seq", List.of("{'method':'greaterThan','attribute':'$sequence','values':[29000]}")});
    }

    @ParameterizedTest
    @MethodSource("queries")
    void anIndexAnswersIt(String index, List<String> queries) {
        CheckedQuery query = checked(queries);

        String plan = plan(Compiler.list(query, new Visibility.Everything(), position(query)));

        assertThat(plan).contains(table.definition().relation().name() + index).doesNotContain("Seq Scan on t_");
    }

    static Stream<Object[]> walks() {
        String kind = "{'method':'equal','attribute':'kind','values':[7]}";
        String dear = "{'method':'greaterThan','attribute':'price','values':[9000]}";
        String byPrice = "{'method':'orderAsc','attribute':'price'}";
        return Stream.of(
                new Object[] {true, List.of()},
                new Object[] {true, List.of("{'method':'orderDesc'}", "{'method':'cursorAfter','values':['r9000']}")},
                new Object[] {
                    true,
                    List.of(
                            "{'method':'orderDesc','attribute':'$createdAt'}",
                            "{'method':'orderDesc','attribute':'$sequence'}")
                },
                new Object[] {true, List.of(kind, byPrice)},
                new Object[] {true, List.of(kind, dear, byPrice)},
                new Object[] {
                    true,
                    List.of(
                            "{'method':'between','attribute':'kind','values':[3,4]}",
                            "{'method':'orderAsc','attribute':'kind'}",
                            byPrice)
                },
                new Object[] {false, List.of(kind)},
                new Object[] {false, List.of(kind, dear)},
                new Object[] {false, List.of(kind, "{'method':'orderDesc','attribute':'price'}")},
                new Object[] {false, List.of(dear, byPrice)},
                new Object[] {false, List.of(kind, "{'method':'equal','attribute':'name','values':['n77']}", byPrice)},
                new Object[] {false, List.of(kind, "{'method':'notEqual','attribute':'price','values':[1]}", byPrice)},
                new Object[] {false, List.of(kind, "{'method':'orderRandom'}", byPrice)},
                new Object[] {false, List.of("{'method':'equal','attribute':'kind','values':[7,8]}", byPrice)});
    }

    @ParameterizedTest
    @MethodSource("walks")
    void onePlanIsMadeForWhatOneIndexGivesInItsOrderAndForNothingElse(boolean walk, List<String> queries) {
        CheckedQuery query = checked(queries);
        Compiled list = Compiler.list(query, new Visibility.Everything(), position(query));

        assertThat(list.hasOnePlan()).isEqualTo(walk);
        assertThat(Compiler.count(query, new Visibility.Everything()).hasOnePlan())
                .isEqualTo(walk);
        assertThat(Compiler.list(query, own(), position(query)).hasOnePlan()).isFalse();
    }

    @Test
    void thePlanThatIsMadeOnceWalksTheIndexAsTheOthersDo() {
        CheckedQuery query = checked(List.of(
                "{'method':'equal','attribute':'kind','values':[7]}",
                "{'method':'greaterThan','attribute':'price','values':[9000]}",
                "{'method':'orderAsc','attribute':'price'}"));
        Compiled list = Compiler.list(query, new Visibility.Everything(), position(query));

        String arguments =
                list.parameters().stream().map(value -> "'" + value + "'").collect(Collectors.joining(", "));
        List<String> plan = new ArrayList<>();
        TestingRegion.wait(stage.database()
                        .transaction(transaction -> transaction
                                .query("set local plan_cache_mode = force_generic_plan")
                                .execute()
                                .compose(set -> transaction
                                        .query("prepare walk as " + list.sql())
                                        .execute())
                                .compose(prepared -> transaction
                                        .query("explain execute walk(" + arguments + ")")
                                        .execute())))
                .forEach(row -> plan.add(row.getString(0)));

        assertThat(String.join("\n", plan))
                .contains("Index Scan using " + table.definition().relation().name() + "_i")
                .contains("$3")
                .doesNotContain("Sort");
    }

    private static Visibility own() {
        return new Visibility.Granted(new Identifier("_permissions"), List.of("read(\"user:u7\")", "read(\"any\")"));
    }

    @Test
    void rowsThatFewMayReadAreFoundByTheirPermissions() {
        assertThat(plan(Compiler.list(checked(List.of()), own(), new Position.Start())))
                .contains(table.definition().relation().name() + "_per")
                .doesNotContain("Seq Scan on t_");
        assertThat(plan(Compiler.count(checked(List.of()), own())))
                .contains(table.definition().relation().name() + "_per")
                .doesNotContain("Seq Scan on t_");
    }

    @Test
    void oneRowIsFoundByItsKey() {
        assertThat(plan(Compiler.row(table.shape(), "r77")))
                .contains(table.definition().relation().name() + "_pkey")
                .doesNotContain("Seq Scan on t_");
    }

    @Test
    void tiesAreFollowedByTheIndexesOfTheLink() {
        String link = table.relationships().getFirst().link().name();
        Reach reach = TestingRegion.wait(Reach.of(
                table,
                List.of("down.*", "up.name"),
                new dev.meridian.region.api.Caller.Key("k", java.util.Set.of(), 0),
                new UsedTables(catalogue())));
        CheckedQuery query = Validation.check(
                QueryParser.parse(List.of(
                        "{\"method\":\"select\",\"values\":[\"down.*\"]}",
                        "{\"method\":\"equal\",\"attribute\":\"up.name\",\"values\":[\"n7\"]}")),
                reach.shape());

        assertThat(plan(Compiler.related(query.branches().getFirst(), List.of("r5", "r6"), 100)))
                .contains(link + "_rev")
                .doesNotContain("Seq Scan");
        assertThat(plan(Compiler.list(query, new Visibility.Everything(), new Position.Start())))
                .contains(link + "_rev")
                .doesNotContain("Seq Scan on t_");
    }

    private CheckedQuery checked(List<String> queries) {
        return Validation.check(
                QueryParser.parse(
                        queries.stream().map(query -> query.replace('\'', '"')).toList()),
                table.shape());
    }

    private static Position position(CheckedQuery query) {
        return query.cursor() instanceof dev.meridian.region.query.Query.Cursor.None
                ? new Position.Start()
                : new Position.Beside(List.of(9_000L));
    }

    private static String plan(Compiled statement) {
        StringBuilder plan = new StringBuilder();
        TestingRegion.wait(stage.database()
                        .read(
                                "explain " + statement.sql(),
                                statement.parameters().toArray()))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }

    private static Catalogue catalogue() {
        try {
            return new Catalogue(
                    stage.database(), Sealer.open(new SealingSettings(Optional.empty(), Optional.empty())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String sql) {
        TestingRegion.wait(stage.database().writes().query(sql).execute());
    }

    private static void made(String path, io.vertx.core.json.JsonObject body, int status) {
        Reply reply = stage.call("POST", path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    }
}
