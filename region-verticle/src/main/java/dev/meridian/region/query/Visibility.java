package dev.meridian.region.query;

import java.util.List;

/** Which rows a caller may see. */
public sealed interface Visibility {

    /** All: the container grants it, or checks are off. */
    record Everything() implements Visibility {}

    /**
     * Those whose own permissions grant it.
     *
     * @param column a text array of permission strings
     * @param granting permission strings, of which a row must hold at least one
     */
    record Granted(Identifier column, List<String> granting) implements Visibility {}
}
