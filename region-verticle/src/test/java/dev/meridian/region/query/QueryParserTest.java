package dev.meridian.region.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Direction;
import dev.meridian.region.query.Query.Order;
import dev.meridian.region.query.Query.Selection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {

    private static final String NOISE = "{}[]\",:\\\u0000-19eE.tfn\uD800";

    @Test
    void everyPartOfAQueryFindsItsPlace() {
        Query query = QueryParser.parse(List.of("""
                {"method":"equal","attribute":"kind","values":["a","b"]}""", """
                {"method":"or","values":[{"method":"lessThan","attribute":"n","values":[9007199254740993]},
                {"method":"isNull","attribute":"n"}]}""", """
                {"method":"orderDesc","attribute":"n"}""", """
                {"method":"orderAsc"}""", """
                {"method":"select","values":["n"]}""", """
                {"method":"cursorAfter","values":["row1"]}""", """
                {"method":"limit","values":[10]}""", """
                {"method":"offset","values":[20]}"""));

        assertThat(query)
                .isEqualTo(new Query(
                        List.of(
                                new Filter.AnyOf("kind", List.of(new Literal.Text("a"), new Literal.Text("b"))),
                                new Filter.Or(List.of(
                                        new Filter.Compare(
                                                "n", Comparison.LESS, new Literal.Whole(9_007_199_254_740_993L)),
                                        new Filter.Presence("n", false)))),
                        List.of(new Order("n", Direction.DOWN), new Order("", Direction.UP)),
                        false,
                        new Selection.Only(List.of("n")),
                        new Cursor.After("row1"),
                        10,
                        20));
    }

    @Test
    void theLastLimitWinsAndIsCutAtTheMost() {
        Query query = QueryParser.parse(
                List.of("{\"method\":\"limit\",\"values\":[1]}", "{\"method\":\"limit\",\"values\":[99999999999]}"));

        assertThat(query.limit()).isEqualTo(Query.MAX_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{}",
                "{\"method\":\"equal\"",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[1]} more",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":1}",
                "{\"method\":\"equal\",\"attribute\":5,\"values\":[1]}",
                "{\"method\":\"equal\",\"attribute\":\"a\"}",
                "{\"method\":\"equal\",\"values\":[1]}",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[null]}",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[[[[[[1]]]]]]}",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[[null]]}",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[[{}]]}",
                "{\"method\":\"touches\",\"attribute\":\"a\",\"values\":[]}",
                "{\"method\":\"touches\",\"attribute\":\"a\",\"values\":[[1,2],[1,2]]}",
                "{\"method\":\"distanceEqual\",\"attribute\":\"a\",\"values\":[[[1,2]]]}",
                "{\"method\":\"distanceEqual\",\"attribute\":\"a\",\"values\":[[[1,2],-1]]}",
                "{\"method\":\"distanceEqual\",\"attribute\":\"a\",\"values\":[[[1,2],\"1\"]]}",
                "{\"method\":\"distanceEqual\",\"attribute\":\"a\",\"values\":[[[1,2],1,1]]}",
                "{\"method\":\"distanceEqual\",\"attribute\":\"a\",\"values\":[[[1,2],1,true,1]]}",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[99999999999999999999]}",
                "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":[1e999]}",
                "{\"method\":\"notEqual\",\"attribute\":\"a\",\"values\":[1,2]}",
                "{\"method\":\"between\",\"attribute\":\"a\",\"values\":[1]}",
                "{\"method\":\"isNull\",\"attribute\":\"a\",\"values\":[1]}",
                "{\"method\":\"startsWith\",\"attribute\":\"a\",\"values\":[1]}",
                "{\"method\":\"and\",\"values\":[{\"method\":\"isNull\",\"attribute\":\"a\"}]}",
                "{\"method\":\"and\",\"values\":[\"x\",\"y\"]}",
                "{\"method\":\"and\",\"values\":[{\"method\":\"limit\",\"values\":[1]},{\"method\":\"limit\",\"values\":[1]}]}",
                "{\"method\":\"select\",\"values\":[\"a\",\"a\"]}",
                "{\"method\":\"limit\",\"values\":[0]}",
                "{\"method\":\"limit\",\"values\":[\"1\"]}",
                "{\"method\":\"offset\",\"values\":[-1]}",
                "{\"method\":5}"
            })
    void aMalformedQueryIsRefused(String query) {
        assertThat(problem(List.of(query)).type()).isEqualTo(QueryProblems.QUERY_INVALID);
    }

    @Test
    void anUnknownMethodIsNamed() {
        assertThat(problem(List.of("{\"method\":\"teleport\",\"values\":[]}")).text())
                .contains("teleport");
    }

    @Test
    void aSecondCursorIsRefused() {
        String cursor = "{\"method\":\"cursorBefore\",\"values\":[\"a\"]}";
        assertThatThrownBy(() -> QueryParser.parse(List.of(cursor, cursor))).hasMessageContaining("only one cursor");
    }

    @Test
    void tooManyAndTooLongQueriesAreRefused() {
        String fine = "{\"method\":\"limit\",\"values\":[1]}";
        assertThat(problem(Collections.nCopies(101, fine)).type()).isEqualTo(ProblemType.ARGUMENT_INVALID);
        assertThat(problem(List.of(fine + " ".repeat(4_096))).type()).isEqualTo(ProblemType.ARGUMENT_INVALID);
        String many = "{\"method\":\"equal\",\"attribute\":\"a\",\"values\":["
                + String.join(",", Collections.nCopies(501, "1")) + "]}";
        assertThat(problem(List.of(many)).type()).isEqualTo(QueryProblems.QUERY_INVALID);
    }

    @Test
    void mutatedQueriesAreReadOrRefusedAndNothingElse() {
        long seed = Long.getLong("meridian.seed", 7);
        Random random = new Random(seed);
        RandomQueries queries = new RandomQueries(random);
        for (int i = 0; i < 20_000; i++) {
            String mutant = mutate(queries.filterJson(2), random);
            Throwable thrown = catchThrowable(() -> QueryParser.parse(List.of(mutant)));
            assertThat(thrown == null || thrown instanceof Problem)
                    .as("seed %s gave %s for %s", seed, thrown, mutant)
                    .isTrue();
        }
    }

    private static String mutate(String json, Random random) {
        StringBuilder text = new StringBuilder(json);
        for (int edits = random.nextInt(4); edits >= 0 && !text.isEmpty(); edits--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, NOISE.charAt(random.nextInt(NOISE.length())));
                case 2 -> text.insert(at, text.substring(at));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    private static Problem problem(List<String> queries) {
        Throwable thrown = catchThrowable(() -> QueryParser.parse(queries));
        assertThat(thrown).isInstanceOf(Problem.class);
        return (Problem) thrown;
    }
}
