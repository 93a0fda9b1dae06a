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
        return path.startsWith(AVATARS) ? isAvatar(path) : isDelivery(path);
    }

    /** Names and codes are plain words; a path with anything else in it may mean another place than it seems. */
    private static boolean isAvatar(String path) {
        return path.length() > AVATARS.length()
                && path.chars().skip(AVATARS.length()).allMatch(CacheablePath::isPlain);
    }

    private static boolean isPlain(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '/';
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
