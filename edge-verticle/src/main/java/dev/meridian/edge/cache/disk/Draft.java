package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;

/** A record that is to be appended to a segment. */
sealed interface Draft {

    RecordHead head(long sequence, int file, long offset);

    /** What follows the head. */
    List<ByteBuffer> body();

    /** Bytes of the whole record. */
    long span();

    /** An object with its body. */
    record Whole(long hash, Buffer key, Buffer metadata, List<ByteBuffer> body, long length) implements Draft {

        @Override
        public RecordHead head(long sequence, int file, long offset) {
            long start = offset + RecordHead.size(key, metadata);
            return new RecordHead(sequence, sequence, hash, key, metadata, new BodyPlace(file, start, length));
        }

        @Override
        public long span() {
            return RecordHead.size(key, metadata) + BlockSums.span(length);
        }
    }

    /** New metadata for a body that stays where it is. */
    record Refreshed(RecordHead old, Buffer metadata) implements Draft {

        @Override
        public RecordHead head(long sequence, int file, long offset) {
            return new RecordHead(sequence, old.base(), old.hash(), old.key(), metadata, old.body());
        }

        @Override
        public List<ByteBuffer> body() {
            return List.of();
        }

        @Override
        public long span() {
            return RecordHead.size(old.key(), metadata);
        }
    }
}
