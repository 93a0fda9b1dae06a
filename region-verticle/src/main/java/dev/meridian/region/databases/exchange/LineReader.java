package dev.meridian.region.databases.exchange;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Reads a file that comes in pieces. Not asked again once a line was malformed. */
sealed interface LineReader permits CsvReader, JsonLinesReader {

    /** What one row may take. */
    int MOST_BYTES = 10 << 20;

    /**
     * @param found is given each row that is whole, also those before a malformed one
     * @throws Malformed naming the line
     */
    void feed(Buffer piece, Consumer<Entry> found);

    /** There is no more. */
    void end(Consumer<Entry> found);
}
