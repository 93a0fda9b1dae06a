package dev.meridian.edge.cache.policy;

/**
 * A name, or with a star at its end all names that begin so.
 *
 * @param text what the name is, or begins with
 */
public record NamePattern(String text, boolean isBeginning) {

    /** @param pattern a name, with a star at its end for all that begin so */
    public static NamePattern of(String pattern) {
        return pattern.endsWith("*")
                ? new NamePattern(pattern.substring(0, pattern.length() - 1), true)
                : new NamePattern(pattern, false);
    }

    boolean matches(String name) {
        return isBeginning ? name.startsWith(text) : name.equals(text);
    }
}
