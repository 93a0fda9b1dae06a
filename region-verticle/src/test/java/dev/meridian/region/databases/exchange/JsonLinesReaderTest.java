package dev.meridian.region.databases.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files in pieces, wherever they are cut. */
final class JsonLinesReaderTest {

    private final long seed = Long.getLong("meridian.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whereTheBodyIsCutMakesNoDifference() {
        System.out.println("JsonLinesReaderTest: -Dmeridian.seed=" + seed);
        byte[] file = "\uFEFF{\"a\":\"é😀\"}\r\n\n  \n{\"b\":[1,2]}\n{\"c\":null}".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 300; round++) {
            List<Entry> entries = new ArrayList<>();
            JsonLinesReader reader = new JsonLinesReader();
            int at = 0;
            while (at < file.length) {
                int end = Math.min(file.length, at + 1 + random.nextInt(9));
                reader.feed(Buffer.buffer(file).slice(at, end), entries::add);
                at = end;
            }
            reader.end(entries::add);

            assertThat(entries).extracting(Entry::line).containsExactly(1L, 4L, 5L);
            assertThat(entries)
                    .extracting(Entry::row)
                    .containsExactly(
                            new JsonObject().put("a", "é😀"),
                            new JsonObject().put("b", new JsonArray().add(1).add(2)),
                            new JsonObject().putNull("c"));
        }
    }
}
