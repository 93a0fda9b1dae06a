package dev.meridian.region.query;

import java.util.ArrayList;
import java.util.List;

/** SQL text that grows together with its parameters. */
final class Statement {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    Statement add(String sql) {
        text.append(sql);
        return this;
    }

    Statement column(Field field) {
        return add(field.column().quoted());
    }

    Statement value(ValueType type, Object value) {
        parameters.add(type.bound(value));
        text.append('$').append(parameters.size()).append("::").append(type.sql());
        return this;
    }

    Statement values(ValueType type, List<?> values) {
        value(type, type.array(values));
        return add("[]");
    }

    Compiled compiled(List<Field> fields, boolean reversed) {
        return new Compiled(text.toString(), List.copyOf(parameters), fields, reversed, false);
    }
}
