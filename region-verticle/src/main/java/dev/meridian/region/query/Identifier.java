package dev.meridian.region.query;

import java.util.regex.Pattern;

/**
 * A name of a schema, table or column in the database, made by the server and never by a user.
 *
 * @param name lower-case letters, digits and underscores, not beginning with a digit, at most 63 characters
 */
public record Identifier(String name) {

    private static final Pattern FORM = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public Identifier {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no identifier");
        }
    }

    /** As it stands in SQL text. */
    public String quoted() {
        return '"' + name + '"';
    }
}
