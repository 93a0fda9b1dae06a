package dev.meridian.edge.cache.disk;

/** What a file's footer says of a record; compare {@link RecordHead}. */
record Line(long hash, long sequence, long base, int offset, int bodyFile) {

    boolean hasBodyHere() {
        return base == sequence;
    }
}
