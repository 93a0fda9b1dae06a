package dev.meridian.region.databases.exchange;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV by RFC 4180, in UTF-8 with or without a byte order mark. The first line has the columns' names. Lines end in CR LF
 * or LF. Empty lines are passed over.
 */
final class CsvReader implements LineReader {

    private static final int MOST_FIELDS = 2_000;

    private enum State {
        FIELD_BEGINS,
        PLAIN,
        QUOTED,
        /** A quotation mark inside of quotes: the first of two, or the end. */
        QUOTE,
        CARRIAGE_RETURN
    }

    private final CsvRows rows;
    private final Utf8 text = new Utf8();
    private List<@Nullable String> fields = new ArrayList<>();
    private State state = State.FIELD_BEGINS;
    private boolean wasQuoted;
    private boolean named;
    private long seen;
    private int bytes;
    private long line = 1;
    private long firstLine = 1;

    CsvReader(CsvRows rows) {
        this.rows = rows;
    }

    @Override
    public void feed(Buffer piece, Consumer<Entry> found) {
        for (int i = 0; i < piece.length(); i++) {
            byte one = piece.getByte(i);
            if (seen++ > 2 || !isMark(one)) {
                take(one, found);
            }
        }
    }

    /** A byte order mark's bytes begin no other text in UTF-8 whose first character is ASCII. */
    private boolean isMark(byte one) {
        return (seen == 1 && one == (byte) 0xEF)
                || (seen == 2 && one == (byte) 0xBB)
                || (seen == 3 && one == (byte) 0xBF);
    }

    private void take(byte one, Consumer<Entry> found) {
        if (++bytes > MOST_BYTES) {
            throw Malformed.tooLong(firstLine);
        }
        switch (state) {
            case FIELD_BEGINS -> {
                wasQuoted = one == '"';
                if (wasQuoted) {
                    state = State.QUOTED;
                } else {
                    plain(one, found);
                }
            }
            case PLAIN -> plain(one, found);
            case QUOTED -> quoted(one);
            case QUOTE -> afterQuote(one, found);
            case CARRIAGE_RETURN -> {
                if (one != '\n') {
                    throw malformed("A carriage return outside of quotation marks is not followed by a line feed.");
                }
                recordEnds(found);
            }
        }
    }

    private void plain(byte one, Consumer<Entry> found) {
        if (one == '"') {
            throw malformed("A quotation mark stands in a field that does not begin with one.");
        }
        if (!isEnd(one, found)) {
            text.add(one);
            state = State.PLAIN;
        }
    }

    private void quoted(byte one) {
        if (one == '"') {
            state = State.QUOTE;
            return;
        }
        if (one == '\n') {
            line++;
        }
        text.add(one);
    }

    private void afterQuote(byte one, Consumer<Entry> found) {
        if (one == '"') {
            text.add(one);
            state = State.QUOTED;
        } else if (!isEnd(one, found)) {
            throw malformed("A closing quotation mark is followed by neither a comma nor the end of the line.");
        }
    }

    private boolean isEnd(byte one, Consumer<Entry> found) {
        switch (one) {
            case ',' -> {
                fieldEnds();
                state = State.FIELD_BEGINS;
            }
            case '\r' -> state = State.CARRIAGE_RETURN;
            case '\n' -> recordEnds(found);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void fieldEnds() {
        if (fields.size() == MOST_FIELDS) {
            throw malformed("The row has more than " + MOST_FIELDS + " fields.");
        }
        boolean absent = text.length() == 0 && !wasQuoted;
        fields.add(absent ? null : text.take(line));
        wasQuoted = false;
    }

    private void recordEnds(Consumer<Entry> found) {
        boolean isEmpty = fields.isEmpty() && text.length() == 0 && !wasQuoted;
        if (!isEmpty) {
            fieldEnds();
            if (named) {
                found.accept(new Entry(firstLine, line, bytes, rows.row(firstLine, fields)));
            } else {
                rows.name(firstLine, fields);
                named = true;
            }
        }
        fields = new ArrayList<>();
        state = State.FIELD_BEGINS;
        bytes = 0;
        line++;
        firstLine = line;
    }

    @Override
    public void end(Consumer<Entry> found) {
        if (state == State.QUOTED) {
            throw new Malformed(firstLine, "A quotation mark is not closed.");
        }
        recordEnds(found);
        if (!named) {
            throw new Malformed(1, "The line of the columns' names is missing.");
        }
    }

    private RuntimeException malformed(String reason) {
        return new Malformed(line, reason);
    }
}
