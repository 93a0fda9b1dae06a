package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SectionTest {

    private final Section section = new Section(2);

    @Test
    void onlyFieldsThatChangedAreTold() {
        section.take(of(Map.of("a", node(1, 0.5), "b", node(2, 0.5))));

        JsonObject delta = section.take(of(Map.of("a", node(1, 0.7), "b", node(2, 0.5))));

        assertThat(delta)
                .isEqualTo(new JsonObject().put("set", new JsonObject().put("a", new JsonObject().put("load", 0.7))));
        assertThat(section.whole().getJsonObject("a")).isEqualTo(node(1, 0.7));
        assertThat(section.take(of(Map.of("a", node(1, 0.7), "b", node(2, 0.5))))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aFieldThatIsNotKnownAnyMoreIsToldAsNull() {
        section.take(of(Map.of("a", node(1, 0.5))));

        JsonObject delta =
                section.take(of(Map.of("a", new JsonObject().put("id", 1).putNull("load"))));

        assertThat(delta.encode()).isEqualTo("{\"set\":{\"a\":{\"load\":null}}}");
    }

    @Test
    void whatIsGoneIsToldAtOnceHoweverMuch() {
        section.take(of(Map.of("a", 1.0, "b", 2.0)));
        section.take(of(Map.of("a", 1.0, "b", 2.0, "c", 3.0)));

        JsonObject delta = section.take(new TreeMap<>());

        assertThat(delta)
                .isEqualTo(new JsonObject()
                        .put("gone", new JsonArray().add("a").add("b").add("c")));
        assertThat(section.whole()).isEmpty();
    }

    @Test
    void whatADeltaHasNoRoomForComesWithTheNextOnesAndInTurn() {
        NavigableMap<String, Object> first = numbers(1);
        NavigableMap<String, Object> always = numbers(2);

        assertThat(keys(section.take(first))).isEqualTo("[a, b]");
        assertThat(keys(section.take(always))).isEqualTo("[c, d]");
        assertThat(keys(section.take(numbers(3)))).isEqualTo("[a, e]");
        assertThat(keys(section.take(numbers(3)))).isEqualTo("[b, c]");
        assertThat(keys(section.take(numbers(3)))).isEqualTo("[d]");
        assertThat(section.take(numbers(3)).isEmpty()).isTrue();
        assertThat(section.whole().getMap()).isEqualTo(numbers(3));
    }

    private static String keys(JsonObject delta) {
        return delta.getJsonObject("set").fieldNames().stream()
                .sorted()
                .toList()
                .toString();
    }

    private static NavigableMap<String, Object> numbers(double value) {
        NavigableMap<String, Object> numbers = new TreeMap<>();
        IntStream.rangeClosed('a', 'e').forEach(letter -> numbers.put(Character.toString(letter), value));
        return numbers;
    }

    private static NavigableMap<String, Object> of(Map<String, Object> values) {
        return new TreeMap<>(values);
    }

    private static JsonObject node(int id, double load) {
        return new JsonObject().put("id", id).put("load", load);
    }
}
