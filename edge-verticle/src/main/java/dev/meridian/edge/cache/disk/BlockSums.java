package dev.meridian.edge.cache.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Checksums of a body that comes in pieces, one (CRC-32C, 4 bytes) for each block of 64 KiB; they follow the body. */
final class BlockSums {

    static final int BLOCK = 64 << 10;

    private final CRC32C crc = new CRC32C();
    private int[] sums = new int[1];
    private int blocks;
    private int inBlock;

    static long blocks(long length) {
        return (length + BLOCK - 1) / BLOCK;
    }

    /** Bytes of a body and its checksums. */
    static long span(long length) {
        return length + blocks(length) * Integer.BYTES;
    }

    /** Takes the next bytes of the body in; leaves the buffer as it was. */
    void update(ByteBuffer piece) {
        ByteBuffer left = piece.duplicate();
        while (left.hasRemaining()) {
            int taken = Math.min(left.remaining(), BLOCK - inBlock);
            crc.update(left.slice(left.position(), taken));
            left.position(left.position() + taken);
            inBlock += taken;
            if (inBlock == BLOCK) {
                finishBlock();
            }
        }
    }

    private void finishBlock() {
        if (blocks == sums.length) {
            sums = Arrays.copyOf(sums, blocks * 2);
        }
        sums[blocks++] = (int) crc.getValue();
        crc.reset();
        inBlock = 0;
    }

    /** The checksums of all that came. */
    ByteBuffer finish() {
        if (inBlock > 0) {
            finishBlock();
        }
        ByteBuffer bytes = ByteBuffer.allocate(blocks * Integer.BYTES);
        bytes.asIntBuffer().put(sums, 0, blocks);
        return bytes;
    }
}
