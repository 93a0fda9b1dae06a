package dev.meridian.region.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonEncoderTest {

    private static final long SEED = 20_261_128;

    @Test
    void eachCharacterIsReadBackFromEachPlaceOfAText() {
        for (int code = 0; code < 0x300; code++) {
            for (int before = 0; before < 18; before++) {
                String text = "a".repeat(before) + Character.toString(code) + "b".repeat(9);
                JsonObject object = new JsonObject().put(text, text);

                assertThat(decoded(object)).isEqualTo(object);
            }
        }
    }

    @Test
    void charactersBeyondTheFirstPlaneStayWhole() {
        JsonObject object = new JsonObject().put("faces", "😀 and 𝄞, \"quoted\" \\ and\nbroken \u2028");

        assertThat(decoded(object)).isEqualTo(object);
        assertThat(JsonEncoder.encode(object).toString()).contains("😀", "𝄞");
    }

    @Test
    void everyKindOfValueIsWrittenAsVertxWritesIt() {
        JsonObject object = new JsonObject()
                .put("null", null)
                .put("numbers", new JsonArray(List.of(0, -1, Long.MIN_VALUE, 1.5, 1e300, new BigDecimal("1E+3"), 2.5f)))
                .put("truths", new JsonArray().add(true).add(false))
                .put("moment", Instant.parse("2026-11-28T11:00:00Z"))
                .put("bytes", new byte[] {1, 2, 3})
                .put("map", Map.of("in", List.of("a", 1)))
                .put("empty", new JsonObject())
                .put("none", new JsonArray());

        assertThat(JsonEncoder.encode(object)).hasToString(object.encode());
    }

    @Test
    void treesOfAnyShapeAreReadBack() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            JsonObject tree = object(random, 4);

            assertThat(decoded(tree)).isEqualTo(tree);
        }
    }

    private static JsonObject decoded(JsonObject object) {
        return new JsonObject(JsonEncoder.encode(object));
    }

    private static JsonObject object(Random random, int depth) {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.put(text(random), value(random, depth));
        }
        return object;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> null;
            case 1 -> random.nextInt();
            case 2 -> random.nextLong() | 1L << 40;
            case 3 -> random.nextDouble();
            case 4 -> random.nextBoolean();
            case 5 -> text(random);
            case 6 -> object(random, depth - 1);
            default -> {
                JsonArray array = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }

    /** Up to 2,000 characters, mostly plain ones. */
    private static String text(Random random) {
        int length = random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(30);
        int odd = random.nextInt(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int code = odd > 0 && random.nextInt(20) == 0 ? random.nextInt(0x1_1000) : ' ' + random.nextInt(95);
            text.appendCodePoint(code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE ? 'x' : code);
        }
        return text.toString();
    }
}
