package dev.meridian.region.databases.exchange;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.databases.rows.RowBatches.Counts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What came of an import.
 *
 * @param counts of the rows that are in
 * @param lines up to and with this one, all of the file is in
 * @param faults the first that were found; none of a file that is in wholly
 */
record ImportReport(Counts counts, long lines, List<Fault> faults) {

    ApiReply reply() {
        JsonObject model = new JsonObject()
                .put("lines", lines)
                .put("created", counts.created())
                .put("updated", counts.updated())
                .put("skipped", counts.skipped())
                .put("errors", new JsonArray(faults.stream().map(Fault::model).toList()));
        return faults.isEmpty()
                ? ApiReply.json(200, model)
                : ApiReply.refusal(faults.getFirst().whole(), new JsonObject().put("import", model));
    }
}
