package dev.meridian.region.storage;

/** The tags under which edges keep files, and by which they are purged. */
final class SurrogateKeys {

    private SurrogateKeys() {}

    /** Of everything in a bucket. */
    static String bucket(String bucketId) {
        return "bucket-" + bucketId;
    }

    /** Of one file. */
    static String file(String bucketId, String fileId) {
        return "file-" + bucketId + "-" + fileId;
    }
}
