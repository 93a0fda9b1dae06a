package dev.meridian.launcher.bench.databases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PgScriptTest {

    private static final Dataset ROWS = new Dataset(1_000);

    @Test
    void parametersBecomeVariablesAndTheTextStaysWhatItIs() {
        Statement list = statement(
                "SELECT \"c_1\" FROM \"t_2\" WHERE \"c_2\" = $1::int8 AND \"c_3\" > $2::float8 LIMIT $3::int8",
                "7",
                "431",
                "25");

        PgScript script = PgScript.of(List.of(list), Map.of("kind", "7", "price", "431", "id", "1000000007"), ROWS);

        assertThat(script.text()).isEqualTo("""
                        \\set kind random(0, 9)
                        \\set price random(0, 500)
                        SELECT "c_1" FROM "t_2" WHERE "c_2" = :kind::int8 AND "c_3" > :price::float8 LIMIT :constant1::int8;
                        """);
        assertThat(script.constants()).isEqualTo(Map.of("constant1", "25"));
    }

    @Test
    void theSameStatementsInARowAreSentWithoutWaiting() {
        PgScript script = PgScript.of(
                List.of(
                        statement("BEGIN"),
                        statement("insert into t values ($1, $2, $3)", "a", "x", "x"),
                        statement("insert into t values ($1, $2, $3)", "b", "x", "x"),
                        statement("COMMIT")),
                Map.of("new1", "a", "new2", "b"),
                ROWS);

        assertThat(script.text()).isEqualTo("""
                        \\set new1 random(1000000000000, 9000000000000000)
                        \\set new2 random(1000000000000, 9000000000000000)
                        BEGIN;
                        \\startpipeline
                        insert into t values (:new1, :constant1, :constant1);
                        insert into t values (:new2, :constant1, :constant1);
                        \\endpipeline
                        COMMIT;
                        """);
        assertThat(script.constants()).isEqualTo(Map.of("constant1", "x"));
    }

    @Test
    void idsAreDrawnAmongTheRowsThatAreThereAndNullStaysNull() {
        Statement update = new Statement(
                "1", "update t set a = $2 where id = $1", List.of(Optional.of("1000000007"), Optional.empty()));

        assertThat(PgScript.of(List.of(update), Map.of("id", "1000000007"), ROWS)
                        .text())
                .isEqualTo("\\set id random(1000000000, 1000000999)\nupdate t set a = NULL where id = :id;\n");
    }

    private static Statement statement(String sql, String... parameters) {
        return new Statement(
                "1", sql, List.of(parameters).stream().map(Optional::of).toList());
    }
}
