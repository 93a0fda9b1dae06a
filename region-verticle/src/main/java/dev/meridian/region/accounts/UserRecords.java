package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What else is known of users: their teams, their accounts at other providers, and logs, of which there are none. */
final class UserRecords {

    private static final TableShape MEMBERSHIPS = TableShape.of(
            new Identifier("meridian"),
            new Identifier("member"),
            List.of(
                    Field.required("$id", "membership_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "invited_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("userId", "user_id", ValueType.STRING),
                    Field.required("teamId", "team_id", ValueType.STRING),
                    Field.required("invited", "invited_at", ValueType.DATETIME),
                    Field.optional("joined", "joined_at", ValueType.DATETIME),
                    Field.required("confirm", "confirmed", ValueType.BOOLEAN),
                    new Field("roles", new Identifier("roles"), ValueType.STRING, true, false, true),
                    Field.required("search", "search", ValueType.STRING),
                    shown("team_name", ValueType.STRING),
                    shown("user_name", ValueType.STRING),
                    shown("user_email", ValueType.STRING),
                    shown("user_phone", ValueType.STRING),
                    shown("mfa", ValueType.BOOLEAN)));

    private final Database database;
    private final Stores stores;

    UserRecords(Database database, Stores stores) {
        this.database = database;
        this.stores = stores;
    }

    private static Field shown(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, false, false);
    }

    void declare(Routes routes) {
        routes.get("/v1/users/{userId}/memberships").scope("users.read").workflow(this::memberships);
        routes.get("/v1/users/{userId}/logs").scope("users.read").workflow(this::logs);
        routes.get("/v1/users/identities").scope("users.read").workflow(this::identities);
        routes.delete("/v1/users/identities/{identityId}").scope("users.write").workflow(this::deleteIdentity);
    }

    private ApiReply memberships(ApiRequest request) {
        Listing listing = await(Listing.of(
                database,
                MEMBERSHIPS
                        .pinned("project_id", ValueType.STRING, request.project())
                        .pinned("user_id", ValueType.STRING, userId(request)),
                new Visibility.Everything(),
                request.parameters()));
        return ApiReply.json(200, listing.model("memberships", UserRecords::membership));
    }

    private static JsonObject membership(Row row) {
        return new JsonObject()
                .put("$id", row.getString("membership_id"))
                .put("$createdAt", time(row, "invited_at"))
                .put("$updatedAt", time(row, "updated_at"))
                .put("userId", row.getString("user_id"))
                .put("userName", row.getString("user_name"))
                .put("userEmail", row.getString("user_email"))
                .put("userPhone", row.getString("user_phone"))
                .put("teamId", row.getString("team_id"))
                .put("teamName", row.getString("team_name"))
                .put("invited", time(row, "invited_at"))
                .put("joined", time(row, "joined_at"))
                .put("confirm", row.getBoolean("confirmed"))
                .put("mfa", row.getBoolean("mfa"))
                .put("userAccessedAt", "")
                .put("roles", new JsonArray(List.of(row.getArrayOfStrings("roles"))));
    }

    private static String time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column))
                .map(OffsetDateTime::toInstant)
                .map(Timestamps::format)
                .orElse("");
    }

    private ApiReply logs(ApiRequest request) {
        userId(request);
        return ApiReply.json(200, noLogs(request));
    }

    /** The contract's answer since there are none; what is asked for must make sense all the same. */
    static JsonObject noLogs(ApiRequest request) {
        QueryParser.parse(request.parameters().queries());
        request.parameters().flag("total", true);
        return new JsonObject().put("total", 0).put("logs", new JsonArray());
    }

    private ApiReply identities(ApiRequest request) {
        return ApiReply.json(200, await(stores.identities().list(request.project(), request.parameters())));
    }

    private ApiReply deleteIdentity(ApiRequest request) {
        await(stores.identities().delete(request.project(), request.path("identityId"), Cause.of(request.caller())));
        return ApiReply.empty();
    }

    /** Of a user who exists. */
    private String userId(ApiRequest request) {
        return await(stores.accounts().byId(request.project(), request.path("userId")))
                .id();
    }
}
