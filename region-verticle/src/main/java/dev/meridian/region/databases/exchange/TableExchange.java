package dev.meridian.region.databases.exchange;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.databases.rows.Author;
import dev.meridian.region.databases.rows.RowBatches;
import dev.meridian.region.databases.rows.RowBatches.Conflict;
import dev.meridian.region.databases.rows.RowPages;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** Export and import of tables, the network's own addition to the contract. */
public final class TableExchange {

    private static final String TABLE = "/v1/network/databases/{databaseId}/tables/{tableId}";

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowBatches batches;

    public TableExchange(RegionContext region, Catalogue catalogue, RowBatches batches) {
        this.region = region;
        this.catalogue = catalogue;
        this.batches = batches;
    }

    public void routes(Routes routes) {
        routes.get(TABLE + "/export").scope("rows.read", "documents.read").on(this::export);
        routes.post(TABLE + "/import")
                .scope("rows.write", "documents.write")
                .rawBody()
                .on(this::take);
    }

    private Future<ApiReply> export(ApiRequest request) {
        Format format = Format.named(request.parameters()).orElse(Format.JSON_LINES);
        return RowPages.open(request, catalogue, region.database()::read).map(pages -> {
            Export export = new Export(pages, format);
            return ApiReply.stream(200, format.contentType(), -1, new PulledBody(export::next))
                    .with(HttpHeaders.CACHE_CONTROL, "no-store")
                    .with(
                            "Content-Disposition",
                            "attachment; filename=\"" + request.path("tableId") + "." + format.word() + "\"");
        });
    }

    private Future<ApiReply> take(ApiRequest request) {
        return Future.succeededFuture(request)
                .map(TableExchange::conflict)
                .compose(
                        conflict -> catalogue.fresh(TableId.of(request)).map(table -> taking(request, table, conflict)))
                .recover(refusal -> Uploads.refuse(request.exchange(), refusal))
                .compose(taking -> taking.run().map(ImportReport::reply).eventually(taking::passRest));
    }

    private Import taking(ApiRequest request, Table table, Conflict conflict) {
        Author author = Author.of(request);
        LineReader reader = Format.named(request.parameters())
                .orElseGet(() -> Format.of(
                        request.head().header(HttpHeaders.CONTENT_TYPE).orElse("")))
                .reader(table);
        return new Import(
                request.exchange().body(),
                reader,
                rows -> region.workflows().run(() -> batches.write(table.id(), author, conflict, rows)));
    }

    private static Conflict conflict(ApiRequest request) {
        RowBatches.checkMay(request.caller());
        return request.parameters()
                .oneOf("onConflict", List.of("fail", "skip", "overwrite"))
                .map(word -> Conflict.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Conflict.FAIL);
    }
}
