package dev.meridian.region.databases.exchange;

import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.tables.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How rows are written as text. */
enum Format {
    CSV("csv", "text/csv; charset=UTF-8; header=present"),
    JSON_LINES("jsonl", "application/x-ndjson; charset=UTF-8");

    private final String word;
    private final String contentType;

    Format(String word, String contentType) {
        this.word = word;
        this.contentType = contentType;
    }

    /** The one that a request names. */
    static Optional<Format> named(Parameters parameters) {
        return parameters
                .oneOf("format", List.of(CSV.word, JSON_LINES.word))
                .map(word -> word.equals(CSV.word) ? CSV : JSON_LINES);
    }

    /** The one that a body says that it is in. */
    static Format of(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).startsWith("text/csv") ? CSV : JSON_LINES;
    }

    String word() {
        return word;
    }

    String contentType() {
        return contentType;
    }

    /** @param columns of each row, in their order */
    RowText writer(List<String> columns) {
        return switch (this) {
            case CSV -> new CsvText(columns);
            case JSON_LINES -> new JsonLinesText(columns);
        };
    }

    LineReader reader(Table table) {
        return switch (this) {
            case CSV -> new CsvReader(new CsvRows(table));
            case JSON_LINES -> new JsonLinesReader();
        };
    }
}
