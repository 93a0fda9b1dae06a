package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a segment that is appended to. Belongs to the lane; blocks. */
final class ActiveSegment {

    private final SegmentFile file;
    private final Footer footer;
    private @Nullable FileChannel channel;

    /** @param footer of the records that it already has */
    ActiveSegment(SegmentFile file, Footer footer) {
        this.file = file;
        this.footer = footer;
    }

    SegmentFile file() {
        return file;
    }

    /** Makes the file. */
    void create() throws IOException {
        FileChannel made = FileChannel.open(file.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel = made;
        Bytes.append(made, List.of(file.head().encode()));
        file.resize(FileHead.BYTES);
    }

    Line append(Draft draft, long sequence) throws IOException {
        long offset = file.size();
        RecordHead head = draft.head(sequence, file.id(), offset);
        List<ByteBuffer> bytes = new ArrayList<>();
        bytes.add(head.encode(file.salt()));
        BlockSums sums = new BlockSums();
        for (ByteBuffer piece : draft.body()) {
            sums.update(piece);
            bytes.add(piece.duplicate());
        }
        bytes.add(sums.finish());
        Bytes.append(open(), bytes);
        file.resize(offset + draft.span());
        Line line = head.line((int) offset);
        footer.add(line);
        return line;
    }

    private FileChannel open() throws IOException {
        FileChannel opened = channel;
        if (opened == null) {
            opened = FileChannel.open(file.path(), StandardOpenOption.WRITE);
            channel = opened;
            opened.truncate(file.size()).position(file.size());
        }
        return opened;
    }

    /** Lets go of the file until the next record. */
    void suspend() throws IOException {
        FileChannel opened = channel;
        channel = null;
        if (opened != null) {
            opened.close();
        }
    }

    /** Ends the segment with its footer. */
    void seal() throws IOException {
        ByteBuffer bytes = footer.encode(file.salt());
        long end = file.size() + bytes.remaining();
        Bytes.append(open(), List.of(bytes));
        file.resize(end);
        suspend();
    }

    /** Ends the segment where its last whole record does, after a write has failed. */
    void abandon() throws IOException {
        FileChannel opened = open();
        try {
            opened.truncate(file.size());
        } finally {
            suspend();
        }
    }
}
