package dev.meridian.region.databases.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A JSON object a line. */
final class JsonLinesText implements RowText {

    private final List<String> keys;

    JsonLinesText(List<String> columns) {
        this.keys = RowText.withSystem(columns);
    }

    @Override
    public void head(Buffer out) {}

    @Override
    public void row(Buffer out, JsonObject model) {
        JsonObject line = new JsonObject();
        keys.forEach(key -> line.put(key, RowText.value(model, key)));
        out.appendBuffer(line.toBuffer()).appendByte((byte) '\n');
    }
}
