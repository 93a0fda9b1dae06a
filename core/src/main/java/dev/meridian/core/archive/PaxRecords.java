package dev.meridian.core.archive;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What an extended header says of the entry behind it (POSIX.1-2001, pax extended header). */
record PaxRecords(Map<String, String> values) {

    static final PaxRecords NONE = new PaxRecords(Map.of());

    /** Reads records of the form {@code <length> <key>=<value>\n}, where the length counts itself. */
    static PaxRecords parse(byte[] bytes) {
        Map<String, String> values = new TreeMap<>();
        int at = 0;
        while (at < bytes.length) {
            int blank = indexOf(bytes, ' ', at, Math.min(bytes.length, at + 7));
            String digits = blank < 0 ? "" : new String(bytes, at, blank - at, StandardCharsets.UTF_8);
            int length = digits.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(digits) : 0;
            int end = at + length;
            int equals = blank < 0 ? -1 : indexOf(bytes, '=', blank, Math.min(bytes.length, end));
            if (equals < 0 || end > bytes.length || bytes[end - 1] != '\n') {
                throw TarReader.broken("pax header", "is malformed");
            }
            String key = new String(bytes, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
            if (key.startsWith("GNU.sparse")) {
                throw TarReader.broken("pax header", "describes a sparse file");
            }
            values.put(key, new String(bytes, equals + 1, end - equals - 2, StandardCharsets.UTF_8));
            at = end;
        }
        return new PaxRecords(values);
    }

    PaxRecords and(PaxRecords later) {
        Map<String, String> merged = new TreeMap<>(values);
        merged.putAll(later.values);
        return new PaxRecords(merged);
    }

    PaxRecords withPath(String path) {
        return and(new PaxRecords(Map.of("path", path)));
    }

    Optional<String> path() {
        return Optional.ofNullable(values.get("path"));
    }

    OptionalLong size() {
        String size = values.get("size");
        if (size == null) {
            return OptionalLong.empty();
        }
        if (!size.matches("[0-9]{1,18}")) {
            throw TarReader.broken("pax header", "has a size that is not a number");
        }
        return OptionalLong.of(Long.parseLong(size));
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
