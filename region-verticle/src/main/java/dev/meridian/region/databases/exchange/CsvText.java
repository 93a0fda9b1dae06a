package dev.meridian.region.databases.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CSV by RFC 4180 with a line of names. An absent value is a field of nothing, an empty text one of two quotation marks;
 * arrays and geometries are JSON text.
 */
final class CsvText implements RowText {

    private static final String END = "\r\n";

    private final List<String> keys;

    CsvText(List<String> columns) {
        this.keys = RowText.withSystem(columns);
    }

    @Override
    public void head(Buffer out) {
        out.appendString(String.join(",", keys.stream().map(CsvText::field).toList()) + END);
    }

    @Override
    public void row(Buffer out, JsonObject model) {
        StringBuilder line = new StringBuilder();
        for (String key : keys) {
            line.append(line.isEmpty() ? "" : ",").append(field(RowText.value(model, key)));
        }
        out.appendString(line.append(END).toString());
    }

    private static String field(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case JsonArray array -> quoted(array.encode());
            case String text -> isPlain(text) ? text : quoted(text);
            case Object plain -> plain.toString();
        };
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty()
                && text.chars().noneMatch(each -> each == ',' || each == '"' || each == '\r' || each == '\n');
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
