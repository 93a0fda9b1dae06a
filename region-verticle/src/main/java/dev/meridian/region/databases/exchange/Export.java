package dev.meridian.region.databases.exchange;

import dev.meridian.region.databases.rows.RowPages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Makes text of rows, a page at a time, of pages that grow while their text is short. */
final class Export {

    private static final int MOST_ROWS = 500;
    private static final int WANTED_BYTES = 512 << 10;

    private final RowPages pages;
    private final RowText text;
    private int rows = 50;
    private boolean begun;

    Export(RowPages pages, Format format) {
        this.pages = pages;
        this.text = format.writer(pages.columns());
    }

    /** The next piece, an empty one at the end. */
    Future<Buffer> next() {
        return pages.next(rows).map(this::piece);
    }

    private Buffer piece(List<JsonObject> models) {
        Buffer out = Buffer.buffer();
        if (!begun) {
            text.head(out);
            begun = true;
        }
        models.forEach(model -> text.row(out, model));
        rows = out.length() < WANTED_BYTES / 2
                ? Math.min(MOST_ROWS, rows * 2)
                : Math.clamp((long) rows * WANTED_BYTES / out.length(), 1, MOST_ROWS);
        return out;
    }
}
