package dev.meridian.region.access;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.CallerScopes;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Query;
import dev.meridian.region.permissions.CallerRoles;
import dev.meridian.region.permissions.Membership;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * Checks credentials against this region's database, and an administrator's against the console's region.
 *
 * <p>A key of the project wins over a session. Whoever proves nothing is a guest; a claim that contradicts itself or has
 * run out is refused.
 */
public final class RegionGate implements Gate {

    private static final ProblemType PROJECT_ID_MISSING = new ProblemType("project_id_missing", 403);
    private static final ProblemType KEY_EXPIRED = new ProblemType("project_key_expired", 401);
    private static final ProblemType JWT_AND_SESSION = new ProblemType("user_jwt_and_cookie_set", 403);
    private static final ProblemType JWT_INVALID = new ProblemType("user_jwt_invalid", 401);

    private final Database database;
    private final Sessions sessions;
    private final ConsoleUsers console;
    private final InstantSource clock;

    public RegionGate(Database database, Sessions sessions, ConsoleUsers console, InstantSource clock) {
        this.database = database;
        this.sessions = sessions;
        this.console = console;
        this.clock = clock;
    }

    @Override
    public Future<Admission> admit(RequestHead head, Query query, Optional<String> pathProject) {
        Credentials credentials = Credentials.of(head, query, pathProject);
        if (credentials.session().isPresent() && credentials.jwt().isPresent()) {
            return Future.failedFuture(Problem.of(JWT_AND_SESSION, "JWT and cookie cannot be used together"));
        }
        if (credentials.jwt().isPresent()) {
            return Future.failedFuture(Problem.of(JWT_INVALID, "The JWT token is invalid"));
        }
        return team(credentials.project())
                .compose(team -> caller(credentials, team))
                .map(caller -> new Admission(credentials.project(), caller));
    }

    /** The team that owns the project, which must have its home here. */
    private Future<String> team(String project) {
        return database.read("select team_id from meridian.project where project_id = $1", project)
                .map(rows -> {
                    for (Row row : rows) {
                        return row.getString("team_id");
                    }
                    throw Problem.of(
                            ProblemType.PROJECT_NOT_FOUND,
                            "Project with the requested ID could not be found: " + project);
                });
    }

    private Future<Caller> caller(Credentials credentials, String team) {
        return credentials
                .key()
                .map(secret -> key(secret, credentials.project()))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .compose(key -> key.isPresent() ? Future.succeededFuture(key.get()) : sessionHolder(credentials, team));
    }

    private Future<Optional<Caller>> key(String secret, String project) {
        return database.read(
                        "select project_id, key_id, scopes, expires_at from meridian.api_key where secret_sha256 = $1",
                        Secrets.sha256(secret))
                .map(rows -> key(rows, project));
    }

    private Optional<Caller> key(RowSet<Row> rows, String project) {
        for (Row row : rows) {
            if (!row.getString("project_id").equals(project)) {
                throw Problem.of(
                        PROJECT_ID_MISSING,
                        "The API key belongs to another project than the X-Appwrite-Project header names");
            }
            OffsetDateTime expires = row.getOffsetDateTime("expires_at");
            if (expires != null && expires.toInstant().isBefore(now())) {
                throw Problem.of(KEY_EXPIRED, "The project key has expired. Please generate a new key");
            }
            Set<String> scopes = CallerScopes.ofKey(Set.of(row.getArrayOfStrings("scopes")));
            return Optional.of(new Caller.Key(row.getString("key_id"), scopes));
        }
        return Optional.empty();
    }

    private Future<Caller> sessionHolder(Credentials credentials, String team) {
        if (credentials.session().isEmpty()) {
            return Future.succeededFuture(new Caller.Guest());
        }
        String session = credentials.session().get();
        return credentials.admin()
                ? console.find(session).map(found -> administrator(found, team))
                : sessions.find(credentials.project(), session)
                        .map(found -> user(found, credentials.project().equals(Credentials.CONSOLE)));
    }

    private static Caller user(Optional<SessionUser> found, boolean console) {
        return found.<Caller>map(user -> new Caller.User(
                        user.userId(),
                        user.sessionId(),
                        user.email(),
                        user.name(),
                        console,
                        user.memberships(),
                        CallerRoles.ofUser(user.userId(), user.verified(), user.labels(), user.memberships())))
                .orElseGet(Caller.Guest::new);
    }

    /** Somebody who is not in the project's team has no standing in it. */
    private static Caller administrator(Optional<SessionUser> found, String team) {
        return found.flatMap(user -> user.memberships().stream()
                        .filter(membership -> membership.teamId().equals(team))
                        .map(Membership::roles)
                        .findFirst()
                        .<Caller>map(roles -> new Caller.Admin(user.userId(), user.email(), roles)))
                .orElseGet(Caller.Guest::new);
    }

    private Instant now() {
        return clock.instant();
    }
}
