package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.listing.Reads;
import dev.meridian.region.query.Branch;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Selection;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All rows that a query finds and its caller may read, page by page in the order of their insertion.
 *
 * <p>Between two pages nothing is held in the database: each begins behind the last row of the one before. So a page shows
 * the rows as they are when it is asked for; a row that is there all the while is shown once. Used on one context, one page
 * at a time.
 */
public final class RowPages {

    private static final int FIRST = 100;

    private final Catalogue catalogue;
    private final Reads reads;
    private final Reach reach;
    private final CheckedQuery query;
    private final Visibility visibility;
    private Position position = new Position.Start();
    private long left;
    private List<JsonObject> ready = List.of();

    private RowPages(Catalogue catalogue, Reads reads, Reach reach, CheckedQuery query, Visibility visibility) {
        this.catalogue = catalogue;
        this.reads = reads;
        this.reach = reach;
        this.query = query;
        this.visibility = visibility;
        this.left = query.limit();
    }

    /**
     * Of the table and with the queries that a request names: filters, a selection and a limit. Without a selection there
     * are all columns, and of each relationship the IDs.
     *
     * @return when the first page is there
     */
    public static Future<RowPages> open(ApiRequest request, Catalogue catalogue, Reads reads) {
        Query asked = QueryParser.parse(request.parameters().queries(), Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (!(asked.cursor() instanceof Cursor.None)
                || !asked.orders().isEmpty()
                || asked.random()
                || asked.offset() > 0) {
            throw Invalid.parameter("queries", "Value must be filters, a select and a limit only");
        }
        return catalogue.with(TableId.of(request), table -> {
            UsedTables used = new UsedTables(catalogue);
            Query query = tied(table, asked);
            return used.checking(Reach.of(table, query, request.caller(), used).compose(reach -> {
                CheckedQuery checked = Validation.check(query, reach.shape());
                Visibility visibility = Access.to(table, request.caller()).listed();
                RowPages pages = new RowPages(catalogue, reads, reach, checked, visibility);
                return pages.read(FIRST).map(first -> {
                    pages.ready = first;
                    return (Seen<RowPages>) new Seen.Current<>(pages);
                });
            }));
        });
    }

    private static Query tied(Table table, Query query) {
        List<String> keys = table.relationships().stream()
                .filter(Relationship::isShown)
                .map(each -> each.key() + ".$id")
                .toList();
        return keys.isEmpty() || !(query.selection() instanceof Selection.All)
                ? query
                : query.selecting(new Selection.AllAnd(keys));
    }

    /** Keys of what {@link #next} shows of a row beside what the system keeps of it, in the order of their definition. */
    public List<String> columns() {
        return Stream.concat(
                        query.fields().stream().map(Field::attribute).filter(key -> !key.startsWith("$")),
                        query.branches().stream().map(Branch::key))
                .toList();
    }

    /**
     * The next rows as a list would show them; none at the end.
     *
     * @param most there may be of them
     */
    public Future<List<JsonObject>> next(int most) {
        if (!ready.isEmpty()) {
            List<JsonObject> first = ready;
            ready = List.of();
            return Future.succeededFuture(first);
        }
        return read(most)
                .recover(failure ->
                        Future.failedFuture(failure instanceof StaleTable ? DatabaseProblems.changing() : failure));
    }

    private Future<List<JsonObject>> read(int most) {
        int limit = (int) Math.min(most, left);
        if (limit == 0) {
            return Future.succeededFuture(List.of());
        }
        Compiled compiled = Compiler.list(query.limitedTo(limit), visibility, position);
        return reads.read(compiled.sql(), compiled.parameters().toArray()).compose(rows -> {
            Map<String, JsonObject> models = new LinkedHashMap<>();
            long last = 0;
            for (Row row : rows) {
                if (!RowReader.isCurrent(reach.table(), compiled, row)) {
                    throw new StaleTable(reach.table());
                }
                StoredRow stored = RowReader.row(reach.table(), compiled, row);
                models.put(stored.id(), RowReader.model(reach.table(), stored, Naming.TABLES));
                last = stored.sequence();
            }
            return models.isEmpty() ? none() : filled(models, limit, last);
        });
    }

    private Future<List<JsonObject>> none() {
        return catalogue.isCurrent(reach.table()).map(current -> {
            if (!current) {
                throw new StaleTable(reach.table());
            }
            return List.of();
        });
    }

    /** Of fewer rows, more of what they are tied to can be shown. */
    private Future<List<JsonObject>> filled(Map<String, JsonObject> models, int limit, long last) {
        RelatedRows related = new RelatedRows(reads, Naming.TABLES);
        return related.fill(reach, query.branches(), models).compose(filled -> {
            if (related.isCut()) {
                return models.size() == 1
                        ? Future.failedFuture(DatabaseProblems.tooManyTied(
                                models.keySet().iterator().next()))
                        : read(Math.max(1, models.size() / 4));
            }
            position = new Position.Beside(List.of(last));
            left = models.size() < limit ? 0 : left - models.size();
            return Future.succeededFuture(List.copyOf(models.values()));
        });
    }
}
