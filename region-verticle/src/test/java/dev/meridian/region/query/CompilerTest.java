package dev.meridian.region.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompilerTest {

    private static final Visibility ALL = new Visibility.Everything();

    @Test
    void aListIsOneStatementWhoseValuesAreParameters() {
        CheckedQuery query = check(
                "{'method':'equal','attribute':'text','values':['x','y']}",
                "{'method':'greaterThan','attribute':'number','values':[5]}",
                "{'method':'orderDesc','attribute':'$createdAt'}",
                "{'method':'select','values':['number']}",
                "{'method':'limit','values':[3]}");

        Compiled compiled = Compiler.list(
                query,
                new Visibility.Granted(new Identifier("_permissions"), List.of("read(\"any\")")),
                new Position.Start());

        assertThat(compiled.sql())
                .isEqualTo("SELECT \"_id\", \"_sequence\", \"_created\", \"c_2\" FROM \"query_test\".\"t_1\" WHERE true"
                        + " AND \"_permissions\" && $1::text[] AND \"c_1\" = ANY($2::text[]) AND \"c_2\" > $3::int8"
                        + " ORDER BY \"_created\" DESC, \"_sequence\" DESC LIMIT $4::int8");
        assertThat(compiled.parameters())
                .usingRecursiveComparison()
                .isEqualTo(List.of(new String[] {"read(\"any\")"}, new String[] {"x", "y"}, 5L, 3L));
    }

    @Test
    void theTextDependsOnTheFormOnly() {
        CheckedQuery first = check("{'method':'equal','attribute':'text','values':['a']}");
        CheckedQuery second = check("{'method':'equal','attribute':'text','values':['b']}");

        assertThat(Compiler.list(first, ALL, new Position.Start()).sql())
                .isEqualTo(Compiler.list(second, ALL, new Position.Start()).sql());
    }

    @Test
    void aCursorOverFieldsThatAreNeverAbsentIsOneRange() {
        CheckedQuery query =
                check("{'method':'orderAsc','attribute':'word'}", "{'method':'cursorAfter','values':['r1']}");

        Compiled compiled = Compiler.list(query, ALL, new Position.Beside(List.of("w", 1L)));

        assertThat(compiled.sql()).contains("(\"c_5\", \"_sequence\") > ($1::text, $2::int8)");
    }

    @Test
    void aPinnedTableShowsOnlyItsRows() {
        CheckedQuery query =
                Validation.check(Query.EVERYTHING, RandomQueries.TABLE.pinned("project_id", ValueType.STRING, "p1"));

        Compiled compiled = Compiler.count(query, ALL);

        assertThat(compiled.sql()).contains("WHERE true AND \"project_id\" = $1::text");
        assertThat(compiled.parameters()).startsWith("p1");
    }

    @Test
    void cursorsNeedTheirRowAndItsValues() {
        CheckedQuery query = check("{'method':'orderAsc','attribute':'text'}");

        assertThatThrownBy(() -> Position.of(query, "gone", null))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.type()).isEqualTo(QueryProblems.CURSOR_NOT_FOUND));
        assertThatThrownBy(() -> Position.of(query, "r1", Arrays.asList(null, 1L)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.type()).isEqualTo(QueryProblems.ORDER_NULL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'method':'equal','attribute':'nothere','values':[1]} | Attribute not found in schema: nothere",
                "{'method':'equal','attribute':'_id','values':['a']} | Attribute not found in schema: _id",
                "{'method':'equal','attribute':'number','values':['5']} | invalid for attribute 'number'",
                "{'method':'equal','attribute':'number','values':[5.5]} | invalid for attribute 'number'",
                "{'method':'equal','attribute':'truth','values':[1]} | invalid for attribute 'truth'",
                "{'method':'equal','attribute':'$createdAt','values':['soon']} | invalid for attribute '$createdAt'",
                "{'method':'equal','attribute':'text','values':['\\u0000']} | invalid for attribute 'text'",
                "{'method':'equal','attribute':'tags','values':['a']} | is an array",
                "{'method':'orderAsc','attribute':'tags'} | is an array",
                "{'method':'contains','attribute':'number','values':[1]} | is not a string",
                "{'method':'containsAll','attribute':'text','values':['a']} | needs an array",
                "{'method':'select','values':['other.*']} | Attribute not found in schema: other.*"
            })
    void whatDoesNotFitTheTableIsRefusedByName(String query, String message) {
        assertThatThrownBy(() -> check(query))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.type()).isEqualTo(QueryProblems.QUERY_INVALID))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-08-21T12:00:00.000+00:00, 2026-08-21T12:00:00.000+00:00",
        "2026-08-21T12:00:00Z, 2026-08-21T12:00:00.000+00:00",
        "2026-08-21T12:00:00.1239+02:00, 2026-08-21T10:00:00.123+00:00",
        "2026-08-21 12:00:00, 2026-08-21T12:00:00.000+00:00",
        "2026-08-21T12:00+0200, 2026-08-21T10:00:00.000+00:00",
        "2026-08-21, 2026-08-21T00:00:00.000+00:00"
    })
    void aDatetimeIsNormalised(String in, String out) {
        assertThat(Datetimes.parse(in).map(Datetimes::format)).contains(out);
    }

    @ParameterizedTest
    @CsvSource({"soon", "2026-13-01", "2026-02-30T00:00:00Z", "0000-01-01", "12026-01-01", "2026-01-01T25:00:00Z"})
    void whatIsNoDatetimeIsNone(String text) {
        assertThat(Datetimes.parse(text)).isEmpty();
    }

    private static CheckedQuery check(String... queries) {
        return Validation.check(
                QueryParser.parse(Arrays.stream(queries)
                        .map(query -> query.replace('\'', '"'))
                        .toList()),
                RandomQueries.TABLE);
    }
}
