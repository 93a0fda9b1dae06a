package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.decide.UriText;

/**
 * One thing that a purge names within a project.
 *
 * <p>URLs and prefixes are a host and what follows it, {@code www.example.com/news?page=2}, or begin with a slash and hold
 * for every host of the project. How a URL's characters are percent-encoded makes no difference where it makes none to
 * its meaning.
 */
public record PurgeTarget(Kind kind, String text) {

    private static final int OVERHEAD = 192;

    /** Of what sort it is. */
    public enum Kind {
        /** A surrogate key. */
        TAG,
        /** Every variant of one URL, its query as it is. */
        URL,
        /** A path, whatever its query, and all below it: {@code /news} covers {@code /news/today} and not {@code /newsroom}. */
        PREFIX,
        /** All of one host. */
        HOST
    }

    public PurgeTarget {
        text = switch (kind) {
            case TAG, HOST -> text;
            case URL -> UriText.normal(text);
            case PREFIX -> withoutSlash(UriText.normal(text));
        };
    }

    /** Bytes of memory that a mark of it takes, roughly. */
    int weight() {
        return OVERHEAD + text.length();
    }

    private static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
