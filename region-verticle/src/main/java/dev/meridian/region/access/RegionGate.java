package dev.meridian.region.access;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.KeyMint;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.CallerScopes;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Query;
import dev.meridian.region.permissions.CallerRoles;
import dev.meridian.region.permissions.Membership;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.InstantSource;
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

    /** Keys of executions under way outlast one change of the function. */
    private static final int GRACE_CHANGES = 1;

    private static final String FUNCTION = "select scopes from meridian.function where project_id = $1"
            + " and function_id = $2 and configuration between $3 and $4";

    private final Database database;
    private final Standings standings;
    private final Sessions sessions;
    private final ConsoleUsers console;
    private final RegionTokens tokens;
    private final InstantSource clock;
    private final KeyUses uses;

    public RegionGate(
            Database database, Sessions sessions, ConsoleUsers console, RegionTokens tokens, InstantSource clock) {
        this.database = database;
        this.standings = new Standings(database);
        this.sessions = sessions;
        this.console = console;
        this.tokens = tokens;
        this.clock = clock;
        this.uses = new KeyUses(database, clock);
    }

    @Override
    public Future<Admission> admit(RequestHead head, Query query, Optional<String> pathProject) {
        Credentials credentials = Credentials.of(head, query, pathProject);
        if (credentials.session().isPresent() && credentials.jwt().isPresent()) {
            return Future.failedFuture(Problem.of(JWT_AND_SESSION, "JWT and cookie cannot be used together"));
        }
        return standings
                .of(
                        credentials.project(),
                        credentials.key().filter(secret -> !isDynamic(secret)),
                        head.header(HttpHeaders.ORIGIN).flatMap(PlatformOrigin::of))
                .compose(standing -> caller(credentials, standing, head)
                        .map(caller -> new Admission(credentials.project(), caller, standing.access())));
    }

    private Future<Caller> caller(Credentials credentials, Standings.Standing standing, RequestHead head) {
        Future<Optional<Caller>> key = credentials
                .key()
                .filter(RegionGate::isDynamic)
                .map(secret -> secret.startsWith(KeyMint.PREFIX)
                        ? functionKey(secret, credentials.project())
                        : Future.succeededFuture(ephemeralKey(secret, standing, credentials.project())))
                .orElseGet(() -> Future.succeededFuture(
                        standing.key().map(stored -> holder(stored, credentials.project(), head))));
        return key.compose(found -> found.isPresent()
                ? Future.succeededFuture(found.get())
                : sessionHolder(credentials, standing.teamId()));
    }

    private Caller holder(StoredKey key, String project, RequestHead head) {
        checkProject(key.project(), project);
        if (key.expiresAt().filter(end -> end.isBefore(now())).isPresent()) {
            throw expired();
        }
        uses.note(key, head);
        return key.caller();
    }

    private static boolean isDynamic(String secret) {
        return secret.startsWith(KeyMint.PREFIX) || secret.startsWith(RegionTokens.EPHEMERAL);
    }

    /** One of a project that had this one's ID before is nobody's. */
    private Optional<Caller> ephemeralKey(String secret, Standings.Standing standing, String project) {
        return tokens.ephemeral(secret)
                .filter(shown -> !shown.key().project().equals(project)
                        || shown.key().made().toEpochMilli()
                                == standing.createdAt().toEpochMilli())
                .map(shown -> {
                    checkProject(shown.key().project(), project);
                    if (shown.isExpired()) {
                        throw expired();
                    }
                    Set<String> scopes =
                            CallerScopes.ofKey(Set.copyOf(shown.key().scopes()));
                    return new Caller.Key(shown.key().id(), scopes, 0);
                });
    }

    /** A function's execution; it may do what the function's scopes say now. */
    private Future<Optional<Caller>> functionKey(String secret, String project) {
        Optional<RegionTokens.FunctionToken> found = tokens.function(secret.substring(KeyMint.PREFIX.length()));
        if (found.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        RegionTokens.FunctionToken token = found.get();
        checkProject(token.project(), project);
        if (token.isExpired()) {
            throw expired();
        }
        return database.read(
                        FUNCTION,
                        token.project(),
                        token.function(),
                        token.configuration(),
                        token.configuration() + GRACE_CHANGES)
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(functionCaller(token, rows)));
    }

    private static Caller functionCaller(RegionTokens.FunctionToken token, RowSet<Row> rows) {
        Set<String> scopes = Set.of(rows.iterator().next().getArrayOfStrings("scopes"));
        return new Caller.Key("function:" + token.function(), CallerScopes.ofKey(scopes), token.depth());
    }

    private static void checkProject(String ofKey, String named) {
        if (!ofKey.equals(named)) {
            throw Problem.of(
                    PROJECT_ID_MISSING,
                    "The API key belongs to another project than the X-Appwrite-Project header names");
        }
    }

    private static Problem expired() {
        return Problem.of(KEY_EXPIRED, "The project key has expired. Please generate a new key");
    }

    private Future<Caller> tokenHolder(String project, String jwt) {
        return tokens.user(project, jwt)
                .map(token -> token.sessionId().isEmpty()
                        ? sessions.byUser(project, token.userId())
                        : sessions.byId(project, token.userId(), token.sessionId()))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw Problem.of(JWT_INVALID, "The JWT token is invalid");
                    }
                    return user(found, project.equals(Credentials.CONSOLE));
                });
    }

    private Future<Caller> sessionHolder(Credentials credentials, String team) {
        if (credentials.jwt().isPresent()) {
            return tokenHolder(credentials.project(), credentials.jwt().get());
        }
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
        return found.map(user -> user(user, console)).orElseGet(Caller.Guest::new);
    }

    private static Caller user(SessionUser found, boolean console) {
        Caller.User user = new Caller.User(
                found.userId(),
                found.sessionId(),
                found.email(),
                found.name(),
                console,
                found.memberships(),
                CallerRoles.ofUser(found.userId(), found.verified(), found.labels(), found.memberships()));
        return found.lacksFactor() ? new Caller.Halfway(user) : user;
    }

    /** Somebody who is not in the project's team, or has yet to prove a further factor, has no standing in it. */
    private static Caller administrator(Optional<SessionUser> found, String team) {
        return found.filter(user -> !user.lacksFactor())
                .flatMap(user -> user.memberships().stream()
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
