package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a body is.
 *
 * @param file its number
 * @param start position in the file
 * @param length without the checksums behind it
 */
record BodyPlace(int file, long start, long length) {

    /** Reads from the file, which is held open, and checks every block that it touches. */
    Buffer read(SegmentFile from, long position, int wanted) throws IOException {
        if (wanted == 0) {
            return Buffer.buffer();
        }
        long first = position / BlockSums.BLOCK;
        long blocks = (position + wanted - 1) / BlockSums.BLOCK - first + 1;
        long begin = first * BlockSums.BLOCK;
        byte[] bytes = new byte[(int) (Math.min(length, begin + blocks * BlockSums.BLOCK) - begin)];
        from.read(ByteBuffer.wrap(bytes), start + begin);
        ByteBuffer sums = ByteBuffer.allocate((int) blocks * Integer.BYTES);
        from.read(sums, start + length + first * Integer.BYTES);
        check(bytes, sums.flip(), first);
        return Bytes.buffer(bytes, (int) (position - begin), wanted);
    }

    private void check(byte[] bytes, ByteBuffer sums, long first) throws Damaged {
        for (int at = 0; at < bytes.length; at += BlockSums.BLOCK) {
            ByteBuffer block = ByteBuffer.wrap(bytes, at, Math.min(BlockSums.BLOCK, bytes.length - at));
            if (sums.getInt() != Bytes.checksum(block)) {
                throw new Damaged("block " + (first + at / BlockSums.BLOCK) + " of the body at " + start
                        + " does not have its checksum");
            }
        }
    }
}
