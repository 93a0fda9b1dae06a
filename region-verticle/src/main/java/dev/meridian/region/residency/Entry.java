package dev.meridian.region.residency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An entry of a project's trail.
 *
 * @param sequence 1 for the first
 * @param at with the precision of a millisecond
 * @param content JSON
 * @param previous hash of the entry before, 64 zeros for the first
 * @param hash SHA-256, lower-case hex
 */
record Entry(String project, long sequence, Instant at, Kind kind, String content, String previous, String hash) {

    /** What an entry tells of. */
    enum Kind {
        POLICY,
        ACTS,
        RELEASES,
        ERASED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** What stands for the hash before the first. */
    static final String BEGINNING = "0".repeat(64);

    static Entry after(String previous, long sequence, String project, Instant at, Kind kind, String content) {
        return new Entry(
                project, sequence, at, kind, content, previous, hash(previous, sequence, project, at, kind, content));
    }

    /** Whether it follows on an entry and is as it was written. */
    boolean holds(long expectedSequence, String before) {
        return sequence == expectedSequence
                && previous.equals(before)
                && hash.equals(hash(previous, sequence, project, at, kind, content));
    }

    /** SHA-256 over all parts, each of the texts after its length: no two entries have the same bytes. */
    private static String hash(String previous, long sequence, String project, Instant at, Kind kind, String content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(sequence)
                    .putLong(at.toEpochMilli())
                    .flip());
            for (String text : new String[] {previous, project, kind.word(), content}) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
