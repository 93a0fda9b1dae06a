package dev.meridian.core.archive;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads a tar stream entry by entry: ustar with pax records (POSIX.1-2001, pax interchange format) and GNU long names.
 * Only plain files and folders pass.
 */
final class TarReader {

    private static final int MAX_RECORDS_BYTES = 64 << 10;

    private final InputStream in;
    private final ArchiveLimits limits;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private long taken;
    private int entries;
    private String current = "";
    private long left;
    private int padding;

    TarReader(InputStream in, ArchiveLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** A problem of this archive; the text names the entry. */
    static Problem broken(String entry, String rule) {
        return Problem.of(ProblemType.BAD_REQUEST, "The archive is refused: '" + printable(entry) + "' " + rule + ".");
    }

    private static String printable(String entry) {
        return entry.replaceAll("\\p{Cntrl}", "?");
    }

    /** The next file or folder, once the last one was read or is to be skipped; empty at the archive's end. */
    Optional<TarEntry> next() throws IOException {
        skipContent();
        PaxRecords extra = PaxRecords.NONE;
        while (true) {
            readFully(block);
            if (TarHeader.isEnd(block)) {
                readToEnd();
                return Optional.empty();
            }
            TarHeader header = TarHeader.parse(block);
            switch (header.type()) {
                case 'x' -> extra = extra.and(PaxRecords.parse(content(header)));
                case 'L' -> extra = extra.withPath(text(content(header)));
                case 'g' -> content(header);
                default -> {
                    return Optional.of(enter(header, extra));
                }
            }
        }
    }

    private TarEntry enter(TarHeader header, PaxRecords extra) {
        String raw = extra.path().orElse(header.name());
        String name = EntryName.checked(raw);
        boolean folder = header.type() == '5' || raw.endsWith("/");
        if (!folder && header.type() != '0' && header.type() != 0) {
            throw broken(raw, "is a link, a device or of another kind that is not a file or a folder");
        }
        if (++entries > limits.entries()) {
            throw broken(raw, "is one entry more than the " + limits.entries() + " allowed");
        }
        long size = extra.size().orElse(header.size());
        if (size > limits.fileBytes()) {
            throw broken(raw, "has " + size + " bytes; at most " + limits.fileBytes() + " are allowed");
        }
        if (folder ? size != 0 : name.isEmpty()) {
            throw broken(raw, folder ? "is a folder with content" : "is a file without a name");
        }
        current = name;
        expect(size);
        return new TarEntry(name, folder, size);
    }

    /** Writes the current entry's content. */
    void copyTo(OutputStream out) throws IOException {
        byte[] piece = new byte[(int) Math.min(left, 1 << 16)];
        while (left > 0) {
            int length = (int) Math.min(left, piece.length);
            readFully(piece, length);
            left -= length;
            out.write(piece, 0, length);
        }
    }

    private byte[] content(TarHeader header) throws IOException {
        current = header.name();
        if (header.size() > MAX_RECORDS_BYTES) {
            throw broken(current, "has extended headers of more than " + MAX_RECORDS_BYTES + " bytes");
        }
        if (++entries > limits.entries()) {
            throw broken(current, "is one entry more than the " + limits.entries() + " allowed");
        }
        expect(header.size());
        byte[] bytes = new byte[(int) header.size()];
        readFully(bytes);
        left = 0;
        skipContent();
        return bytes;
    }

    private void expect(long size) {
        left = size;
        padding = (int) (-size & (TarHeader.BLOCK - 1));
    }

    private void skipContent() throws IOException {
        copyTo(OutputStream.nullOutputStream());
        byte[] rest = new byte[padding];
        padding = 0;
        readFully(rest);
    }

    private void readToEnd() throws IOException {
        while (read(block, block.length) > 0) {
            // What follows the end mark is padding; reading it verifies the checksum of the gzip stream.
        }
    }

    private void readFully(byte[] into) throws IOException {
        readFully(into, into.length);
    }

    private void readFully(byte[] into, int length) throws IOException {
        if (read(into, length) < length) {
            throw broken(current, "is cut off");
        }
    }

    private int read(byte[] into, int length) throws IOException {
        taken += length;
        if (taken > limits.totalBytes() + 2L * TarHeader.BLOCK) {
            throw broken(current, "makes the archive larger than the " + limits.totalBytes() + " bytes allowed");
        }
        try {
            return in.readNBytes(into, 0, length);
        } catch (ZipException | EOFException e) {
            throw broken(current, "cannot be unzipped: " + e.getMessage());
        }
    }

    private static String text(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
