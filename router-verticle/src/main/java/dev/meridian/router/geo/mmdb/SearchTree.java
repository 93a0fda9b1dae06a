package dev.meridian.router.geo.mmdb;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The binary tree over the bits of an address. IPv4 stands at {@code ::/96}; other paths there, such as that of
 * {@code 2002::/16}, are aliases and not followed. IPv6 is told apart by its first 48 bits: where they hold several networks,
 * the largest stands for them.
 */
final class SearchTree {

    private static final int FOUR = 32;
    private static final int SIX = 48;
    private static final int LONGEST = 128;
    private static final int ZEROS = 96;

    private final ByteBuffer bytes;
    private final Metadata metadata;
    private final int dataBytes;
    private int visited;

    SearchTree(ByteBuffer bytes, Metadata metadata, int dataBytes) {
        this.bytes = bytes;
        this.metadata = metadata;
        this.dataBytes = dataBytes;
    }

    void visit(Networks networks) throws IOException {
        visited = 0;
        long root = metadata.nodes() == 0 ? metadata.nodes() : 0;
        long rootOfFour = metadata.ipVersion() == 4 ? root : descend(root);
        fours(networks, rootOfFour, 0, 0);
        if (metadata.ipVersion() == 6) {
            sixes(networks, root, 0, 0, rootOfFour);
        }
    }

    private long descend(long root) {
        long record = root;
        for (int i = 0; i < ZEROS && isNode(record); i++) {
            record = half(record, 0);
        }
        return record;
    }

    private void fours(Networks networks, long record, int first, int depth) throws IOException {
        if (!isNode(record)) {
            networks.four(first, data(record));
        } else if (depth == FOUR) {
            networks.four(first, Networks.NOTHING);
        } else {
            enter();
            fours(networks, half(record, 0), first, depth + 1);
            fours(networks, half(record, 1), first | 1 << (FOUR - 1 - depth), depth + 1);
        }
    }

    private void sixes(Networks networks, long record, long first, int depth, long rootOfFour) throws IOException {
        if (!isNode(record)) {
            networks.six(first, data(record));
        } else if (record == rootOfFour) {
            networks.six(first, Networks.NOTHING);
        } else if (depth == SIX) {
            networks.six(first, largest(record, depth, rootOfFour).record());
        } else {
            enter();
            sixes(networks, half(record, 0), first, depth + 1, rootOfFour);
            sixes(networks, half(record, 1), first | 1L << (SIX - 1 - depth), depth + 1, rootOfFour);
        }
    }

    private record Found(int record, int depth) {
        static final Found NOTHING = new Found(Networks.NOTHING, Integer.MAX_VALUE);
    }

    /** The first of those networks below a node that have the shortest prefix. */
    private Found largest(long record, int depth, long rootOfFour) throws IOException {
        if (!isNode(record)) {
            int data = data(record);
            return data == Networks.NOTHING ? Found.NOTHING : new Found(data, depth);
        }
        if (depth == LONGEST || record == rootOfFour) {
            return Found.NOTHING;
        }
        enter();
        Found left = largest(half(record, 0), depth + 1, rootOfFour);
        Found right = largest(half(record, 1), depth + 1, rootOfFour);
        return left.depth() <= right.depth() ? left : right;
    }

    /** In a tree no node is come to twice; in a web that is made to hang its reader each is, time and again. */
    private void enter() throws MalformedDatabase {
        if (++visited > metadata.nodes()) {
            throw new MalformedDatabase("its nodes are no tree");
        }
    }

    private boolean isNode(long record) {
        return record < metadata.nodes();
    }

    private int data(long record) throws MalformedDatabase {
        if (record == metadata.nodes()) {
            return Networks.NOTHING;
        }
        long offset = record - metadata.nodes() - MmdbFile.SEPARATOR;
        if (offset < 0 || offset >= dataBytes) {
            throw new MalformedDatabase("its tree leads out of its data");
        }
        return (int) offset;
    }

    /** @param side 0 for the left half of a node, 1 for the right */
    private long half(long node, int side) {
        int at = (int) node * (metadata.recordBits() / 4);
        return switch (metadata.recordBits()) {
            case 24 -> unsigned(at + 3 * side, 3);
            case 28 -> {
                int shared = bytes.get(at + 3) & 0xff;
                yield side == 0 ? (shared >>> 4) << 24 | unsigned(at, 3) : (shared & 15) << 24 | unsigned(at + 4, 3);
            }
            default -> unsigned(at + 4 * side, 4);
        };
    }

    private long unsigned(int at, int octets) {
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | (bytes.get(at + i) & 0xff);
        }
        return value;
    }
}
