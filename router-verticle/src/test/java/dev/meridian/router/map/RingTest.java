package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingTest {

    private final Ring ring = new Ring(3);

    @Test
    void theLastAreHeldAndThoseAfterACountAreToldOnce() {
        add(1, 2);
        Ring.News first = ring.after(0);
        add(3, 4);

        assertThat(first.happened()).isEqualTo(numbers(1, 2));
        assertThat(ring.after(first.until()).happened()).isEqualTo(numbers(3, 4));
        assertThat(ring.after(0).happened()).isEqualTo(numbers(2, 3, 4));
        assertThat(ring.after(4).happened()).isEqualTo(numbers());
    }

    private void add(int... numbers) {
        IntStream.of(numbers).forEach(number -> ring.add(new JsonObject().put("n", number)));
    }

    private static JsonArray numbers(int... numbers) {
        JsonArray array = new JsonArray();
        IntStream.of(numbers).forEach(number -> array.add(new JsonObject().put("n", number)));
        return array;
    }
}
