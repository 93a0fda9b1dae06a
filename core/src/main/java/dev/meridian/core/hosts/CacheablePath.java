package dev.meridian.core.hosts;

import java.util.Set;

/**
 * API paths whose responses an edge may hold: files and avatars (contract sections 7 and 10). Routers send them to an
 * edge; what is cached in the end, the region says.
 */
public final class CacheablePath {

    private static final String AVATARS = "/v1/avatars/";
    private static final String BUCKETS = "/v1/storage/buckets/";
    private static final String FILES = "/files/";
    private static final Set<String> DELIVERIES = Set.of("view", "download", "preview");

    private CacheablePath() {}

    /** @param path still percent-encoded */
    public static boolean is(String path) {
        return path.startsWith(AVATARS) ? path.length() > AVATARS.length() : isDelivery(path);
    }

    private static boolean isDelivery(String path) {
        if (!path.startsWith(BUCKETS)) {
            return false;
        }
        int bucketEnd = path.indexOf('/', BUCKETS.length());
        if (bucketEnd <= BUCKETS.length() || !path.startsWith(FILES, bucketEnd)) {
            return false;
        }
        int file = bucketEnd + FILES.length();
        int fileEnd = path.indexOf('/', file);
        return fileEnd > file && DELIVERIES.contains(path.substring(fileEnd + 1));
    }
}
