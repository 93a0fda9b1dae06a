package dev.meridian.region.databases.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Reads JSON lines. Lines of nothing but white space are passed over. */
final class JsonLinesReader implements LineReader {

    private final Utf8 text = new Utf8();
    private long line = 1;

    @Override
    public void feed(Buffer piece, Consumer<Entry> found) {
        for (int i = 0; i < piece.length(); i++) {
            byte one = piece.getByte(i);
            if (one == '\n') {
                end(found);
                line++;
            } else if (text.length() == MOST_BYTES) {
                throw Malformed.tooLong(line);
            } else {
                text.add(one);
            }
        }
    }

    @Override
    public void end(Consumer<Entry> found) {
        int bytes = text.length();
        String read = text.take(line);
        String json = line == 1 && read.startsWith("\uFEFF") ? read.substring(1) : read;
        if (!json.isBlank()) {
            found.accept(new Entry(line, line, bytes, object(json)));
        }
    }

    private JsonObject object(String json) {
        try {
            if (Json.decodeValue(json) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw new Malformed(line, "The line is not JSON.");
        }
        throw new Malformed(line, "The line is not a JSON object.");
    }
}
