package dev.meridian.edge.cache.decide;

import java.util.List;
import java.util.Optional;

/** Header fields of a message, by name in any case. */
@FunctionalInterface
public interface Fields {

    /** The field's lines in their order; none when it is absent. */
    List<String> all(String name);

    default Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    default boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** The lines as one list (RFC 9110 section 5.3); empty for none. */
    default String joined(String name) {
        return String.join(", ", all(name));
    }
}
