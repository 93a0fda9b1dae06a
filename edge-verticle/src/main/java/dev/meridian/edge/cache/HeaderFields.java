package dev.meridian.edge.cache;

import dev.meridian.edge.cache.decide.Fields;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/** The fields of a message, as decisions ask for them. */
record HeaderFields(MultiMap headers) implements Fields {

    @Override
    public List<String> all(String name) {
        return headers.getAll(name);
    }

    @Override
    public Optional<String> first(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public boolean has(String name) {
        return headers.contains(name);
    }
}
