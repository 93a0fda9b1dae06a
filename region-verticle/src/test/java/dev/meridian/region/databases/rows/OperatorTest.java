package dev.meridian.region.databases.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.ColumnKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operators of contract section 3, one by one: kind of column, present value, method, values, new value. */
class OperatorTest {

    private static final OffsetDateTime NOW = OffsetDateTime.of(2026, 11, 28, 5, 0, 0, 0, ZoneOffset.UTC);

    private static Column column(String kind) {
        boolean array = kind.endsWith("[]");
        ColumnKind known = ColumnKind.valueOf(kind.replace("[]", ""));
        return new Column("c", known, 1, false, array, 100, null, null, List.of(), false, null, "", "");
    }

    private static String text(String method, String values) {
        return new JsonObject()
                .put("method", method)
                .put("values", new JsonArray(values))
                .encode();
    }

    /** The value after, as JSON; a present value of null is an absent one. */
    private static String after(String kind, String before, String method, String values) {
        Column column = column(kind);
        Operator operator = Operator.read(column, text(method, values)).orElseThrow();
        Object present = new JsonArray("[" + before + "]").getValue(0);
        return new JsonArray().add(operator.apply(column, present, NOW)).encode();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    INTEGER   | 5                 | increment      | [3]                | 8
                    INTEGER   | 5                 | increment      | []                 | 6
                    INTEGER   | null              | increment      | [3]                | 3
                    INTEGER   | 5                 | increment      | [3, 7]             | 5
                    INTEGER   | 5                 | increment      | [2, 7]             | 7
                    INTEGER   | 9007199254740993  | increment      | [1]                | 9007199254740994
                    FLOAT     | 0.1               | increment      | [0.2]              | 0.3
                    INTEGER   | 5                 | decrement      | [3, 2]             | 2
                    INTEGER   | 5                 | decrement      | [4, 2]             | 5
                    INTEGER   | 5                 | multiply       | [3]                | 15
                    INTEGER   | 5                 | multiply       | [3, 14]            | 5
                    INTEGER   | null              | multiply       | [3]                | 0
                    INTEGER   | 7                 | divide         | [2]                | 3
                    INTEGER   | -7                | divide         | [2]                | -3
                    FLOAT     | 7                 | divide         | [2]                | 3.5
                    INTEGER   | 7                 | divide         | [2, 4]             | 7
                    INTEGER   | 7                 | modulo         | [4]                | 3
                    INTEGER   | 3                 | power          | [4]                | 81
                    INTEGER   | 1                 | power          | [10000000000]      | 1
                    FLOAT     | 4                 | power          | [0.5]              | 2.0
                    INTEGER   | 3                 | power          | [4, 80]            | 3
                    STRING    | "ab"              | stringConcat   | ["c"]              | "abc"
                    STRING    | null              | stringConcat   | ["c"]              | "c"
                    STRING    | "a.b.c"           | stringReplace  | [".", "-"]         | "a-b-c"
                    STRING    | null              | stringReplace  | [".", "-"]         | ""
                    BOOLEAN   | true              | toggle         | []                 | false
                    BOOLEAN   | null              | toggle         | []                 | true
                    STRING[]  | ["a"]             | arrayAppend    | ["b", "c"]         | ["a","b","c"]
                    STRING[]  | null              | arrayAppend    | ["b"]              | ["b"]
                    STRING[]  | ["a"]             | arrayPrepend   | ["b", "c"]         | ["b","c","a"]
                    STRING[]  | ["a", "c"]        | arrayInsert    | [1, "b"]           | ["a","b","c"]
                    STRING[]  | ["a"]             | arrayInsert    | [9, "b"]           | ["a","b"]
                    INTEGER[] | [1, 2, 1]         | arrayRemove    | [1]                | [2]
                    INTEGER[] | [1, 2, 1]         | arrayUnique    | []                 | [1,2]
                    STRING[]  | null              | arrayUnique    | []                 | []
                    STRING[]  | ["a", "b", "c"]   | arrayIntersect | ["c", "a", "z"]    | ["a","c"]
                    STRING[]  | ["a", "b", "c"]   | arrayDiff      | ["c", "z"]         | ["a","b"]
                    INTEGER[] | [1, 2, 3]         | arrayFilter    | ["greaterThan", 1] | [2,3]
                    INTEGER[] | [1, 2, 3]         | arrayFilter    | ["notEqual", 2]    | [1,3]
                    STRING[]  | ["ab", "c"]       | arrayFilter    | ["contains", "a"]  | ["ab"]
                    STRING[]  | ["b", "a"]        | arrayFilter    | ["lessThanEqual", "a"] | ["a"]
                    STRING[]  | ["a"]             | arrayFilter    | ["isNull"]         | []
                    DATETIME  | "2026-02-28T00:00:00.000+00:00" | dateAddDays | [2] | "2026-03-02T00:00:00.000+00:00"
                    DATETIME  | "2026-03-01T00:00:00.000+00:00" | dateSubDays | [1] | "2026-02-28T00:00:00.000+00:00"
                    DATETIME  | null              | dateSetNow     | []                 | "2026-11-28T05:00:00.000+00:00"
                    """)
    void changesThePresentValue(String kind, String before, String method, String values, String expected) {
        assertThat(after(kind, before, method, values)).isEqualTo("[" + expected + "]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    INTEGER   | 1      | divide        | [0]
                    INTEGER   | 1      | modulo        | [0]
                    INTEGER   | 1      | multiply      | []
                    INTEGER   | 1      | increment     | ["1"]
                    INTEGER   | 9223372036854775807 | increment | [1]
                    INTEGER   | 10     | power         | [400]
                    INTEGER   | 1      | toggle        | []
                    INTEGER   | 1      | arrayAppend   | [1]
                    STRING    | "a"    | increment     | [1]
                    STRING    | "a"    | stringConcat  | [1]
                    STRING    | "a"    | stringReplace | ["a"]
                    STRING[]  | ["a"]  | stringConcat  | ["b"]
                    STRING[]  | ["a"]  | arrayInsert   | [-1, "b"]
                    STRING[]  | ["a"]  | arrayInsert   | ["b"]
                    STRING[]  | ["a"]  | arrayRemove   | []
                    STRING[]  | ["a"]  | arrayAppend   | [null]
                    STRING[]  | ["a"]  | arrayFilter   | ["like", "a"]
                    STRING[]  | ["a"]  | arrayFilter   | ["lessThan", 1]
                    DATETIME  | null   | dateAddDays   | [1e12]
                    BOOLEAN   | true   | dateSetNow    | []
                    """)
    void whatDoesNotFitIsRefused(String kind, String before, String method, String values) {
        assertThatThrownBy(() -> after(kind, before, method, values))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type().name()).isEqualTo("row_invalid_structure"));
    }

    @Test
    void whatIsNoOperatorStandsForItself() {
        for (Object value : new Object[] {
            "text",
            "{",
            "{\"method\":1}",
            "{\"method\":\"unheard\",\"values\":[]}",
            "{\"method\":\"toggle\",\"values\":1}",
            7
        }) {
            assertThat(Operator.read(column("STRING"), value)).isEqualTo(Optional.empty());
        }
    }
}
