package dev.meridian.region.databases.tables;

import dev.meridian.region.api.ApiRequest;

/** What names a table among all. */
public record TableId(String project, String database, String table) {

    /** The table that the path of a request names. */
    public static TableId of(ApiRequest request) {
        return new TableId(
                request.project(),
                request.parameters().id("databaseId"),
                request.parameters().id("tableId"));
    }
}
