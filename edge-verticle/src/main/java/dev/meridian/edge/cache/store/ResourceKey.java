package dev.meridian.edge.cache.store;

/**
 * What a request asks for, before its headers choose a variant.
 *
 * @param region home region of the project
 * @param host lower case, without a port
 * @param uri path and query byte for byte as sent, so that no two URIs the origin tells apart are one here
 */
public record ResourceKey(String region, String project, String host, String uri) {

    private static final int OVERHEAD = 128;

    public ResourceKey withUri(String other) {
        return other.equals(uri) ? this : new ResourceKey(region, project, host, other);
    }

    /** Bytes of memory that it takes, roughly. */
    int weight() {
        return OVERHEAD + project.length() + host.length() + uri.length();
    }
}
