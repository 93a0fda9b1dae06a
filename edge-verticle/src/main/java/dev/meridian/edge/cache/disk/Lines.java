package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of a file as far as they can be trusted.
 *
 * @param end where the last of them ends
 * @param footed whether they come from a footer
 * @param damaged whether something else than the end of the file follows them
 */
record Lines(List<Line> lines, long end, boolean footed, boolean damaged) {

    /** From the footer, or from record to record. The file is held open. */
    static Lines read(SegmentFile file) throws IOException {
        if (!file.head().single()) {
            Optional<List<Line>> footer = Footer.read(file);
            if (footer.isPresent()) {
                long end = file.size() - Footer.TRAILER - (long) footer.get().size() * Footer.LINE;
                return new Lines(footer.get(), end, true, false);
            }
        }
        return scan(file);
    }

    private static Lines scan(SegmentFile file) throws IOException {
        List<Line> lines = new ArrayList<>();
        long at = FileHead.BYTES;
        while (at < file.size()) {
            try {
                RecordHead head = RecordHead.read(file, at);
                if (head.span() > file.size() - at) {
                    return new Lines(lines, at, false, true);
                }
                lines.add(head.line((int) at));
                at += head.span();
            } catch (Damaged cut) {
                return new Lines(lines, at, false, true);
            }
        }
        return new Lines(lines, at, false, false);
    }
}
