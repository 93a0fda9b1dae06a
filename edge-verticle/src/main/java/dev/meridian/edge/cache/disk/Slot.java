package dev.meridian.edge.cache.disk;

/**
 * What the index knows of an object.
 *
 * @param sequence of the record that holds its metadata; also its version
 * @param file that holds that record
 * @param offset of that record in the file
 * @param bodyFile that holds the body: another file if the metadata was replaced
 * @param flags how often it was hit since it was appended, up to three
 */
record Slot(long hash, long sequence, int file, int offset, int bodyFile, int flags) {

    private static final int HITS = 3;

    /** As a file tells of it: nothing is known of its body. */
    static Slot recovered(int file, Line line) {
        return new Slot(line.hash(), line.sequence(), file, line.offset(), line.bodyFile(), 0);
    }

    int hits() {
        return flags & HITS;
    }

    Slot hit() {
        return hits() == HITS ? this : withFlags(flags + 1);
    }

    Slot passedOver() {
        return hits() == 0 ? this : withFlags(flags - 1);
    }

    Slot withFlags(int changed) {
        return new Slot(hash, sequence, file, offset, bodyFile, changed);
    }
}
