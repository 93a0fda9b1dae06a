package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.decide.Coding;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A body's other forms, each made once. They go with the body when what is said of it is renewed. Thread-safe. */
public final class Encodings {

    private final boolean offered;
    private final Map<Coding, Optional<Buffer>> made;

    /** @param offered whether other forms are to be made of the body at all */
    public Encodings(boolean offered) {
        this.offered = offered;
        this.made = offered ? new ConcurrentHashMap<>(2) : Map.of();
    }

    public boolean isOffered() {
        return offered;
    }

    /** A form that has been made; empty inside where it turned out to be no smaller, none where it was not tried. */
    public Optional<Optional<Buffer>> of(Coding coding) {
        return Optional.ofNullable(made.get(coding));
    }

    public void put(Coding coding, Optional<Buffer> form) {
        made.put(coding, form);
    }

    /** Bytes of all of them. */
    int weight() {
        return made.values().stream()
                .mapToInt(form -> form.map(Buffer::length).orElse(0))
                .sum();
    }
}
