package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.rows.RowOperation.CreateAll;
import dev.meridian.region.databases.rows.RowOperation.DeleteAll;
import dev.meridian.region.databases.rows.RowOperation.UpdateAll;
import dev.meridian.region.databases.rows.RowOperation.UpsertAll;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import java.util.List;

/** Several rows in one request, by servers only: all of it happens or none (contract section 5, "Bulk"). */
final class RowsBulk {

    private final RegionContext region;
    private final RowRequests requests;

    RowsBulk(RegionContext region, RowRequests requests) {
        this.region = region;
        this.requests = requests;
    }

    /** Called on the event loop that single rows are created on. */
    Future<ApiReply> create(ApiRequest request) {
        BulkParameters.checkMay(request.caller());
        BulkParameters.checkOnlyRows(request.parameters(), Naming.of(request));
        CreateAll operation = new CreateAll(wanted(request));
        return region.workflows().run(() -> requests.answer(request, operation));
    }

    ApiReply update(ApiRequest request) {
        BulkParameters.checkMay(request.caller());
        return requests.answer(
                request,
                new UpdateAll(BulkParameters.found(request.parameters()), BulkParameters.data(request.parameters())));
    }

    ApiReply upsert(ApiRequest request) {
        BulkParameters.checkMay(request.caller());
        return requests.answer(request, new UpsertAll(wanted(request)));
    }

    ApiReply delete(ApiRequest request) {
        BulkParameters.checkMay(request.caller());
        return requests.answer(request, new DeleteAll(BulkParameters.found(request.parameters())));
    }

    private List<Wanted> wanted(ApiRequest request) {
        return BulkParameters.rows(
                request.parameters(),
                Naming.of(request).name("rows"),
                region.node().ids());
    }
}
