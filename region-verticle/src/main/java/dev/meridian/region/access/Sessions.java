package dev.meridian.region.access;

import dev.meridian.region.permissions.Membership;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sessions of the projects in this region's database, with who they belong to. */
public final class Sessions {

    private static final String WHO = """
            select a.user_id, %s as session_id, coalesce(a.email, '') as email, a.name, a.labels,
                   a.email_verified or a.phone_verified as verified, %s as lacks_factor,
                   (select jsonb_agg(jsonb_build_object('id', m.membership_id, 'team', m.team_id, 'roles', m.roles))
                      from meridian.membership m
                     where m.project_id = $1 and m.user_id = a.user_id and m.confirmed) as memberships
            """;

    /** Whether the account asks for two factors, has a second, and the session has one only (contract section 6.3). */
    private static final String LACKS_FACTOR = """
            a.mfa and cardinality(s.factors) < 2 and
                (a.email_verified and a.email is not null or a.phone_verified and a.phone is not null or exists
                    (select 1 from meridian.authenticator u
                      where u.project_id = $1 and u.user_id = a.user_id and u.verified))
            """;

    private static final String FIND = WHO.formatted("s.session_id", LACKS_FACTOR) + """
              from meridian.session s
              join meridian.account a on a.project_id = s.project_id and a.user_id = s.user_id
             where s.project_id = $1 and s.user_id = $2 and s.expires_at > $3 and a.enabled and\s
            """;

    private static final String WITHOUT_SESSION = WHO.formatted("''", "false")
            + " from meridian.account a where a.project_id = $1 and a.user_id = $2 and a.enabled";

    private final Database database;
    private final InstantSource clock;

    public Sessions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Who an encoded session value belongs to; nobody if it is not one, has expired, or its user is blocked. */
    public Future<Optional<SessionUser>> find(String project, String encoded) {
        Optional<SessionValue> value = SessionValue.decode(encoded);
        if (value.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return find(
                project,
                value.get().userId(),
                "s.secret_sha256 = $4",
                Secrets.sha256(value.get().secret()));
    }

    /** Who a session that is named otherwise belongs to; nobody if it has ended or expired, or its user is blocked. */
    Future<Optional<SessionUser>> byId(String project, String userId, String sessionId) {
        return find(project, userId, "s.session_id = $4", sessionId);
    }

    /** Who an ID belongs to, whatever sessions they have; nobody if they are blocked. */
    Future<Optional<SessionUser>> byUser(String project, String userId) {
        return database.read(WITHOUT_SESSION, project, userId).map(Sessions::user);
    }

    private Future<Optional<SessionUser>> find(String project, String userId, String which, String value) {
        return database.read(FIND + which, project, userId, clock.instant().atOffset(ZoneOffset.UTC), value)
                .map(Sessions::user);
    }

    private static Optional<SessionUser> user(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new SessionUser(
                    row.getString("user_id"),
                    row.getString("session_id"),
                    row.getString("email"),
                    row.getString("name"),
                    row.getBoolean("verified"),
                    row.getBoolean("lacks_factor"),
                    List.of(row.getArrayOfStrings("labels")),
                    memberships(row.getJsonArray("memberships"))));
        }
        return Optional.empty();
    }

    private static List<Membership> memberships(@Nullable JsonArray json) {
        if (json == null) {
            return List.of();
        }
        return json.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Membership(
                        one.getString("id"),
                        one.getString("team"),
                        Set.copyOf(one.getJsonArray("roles").stream()
                                .map(String.class::cast)
                                .toList())))
                .toList();
    }
}
