package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.access.SessionCookies;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.settings.AuthMethod;
import dev.meridian.region.projects.settings.PersonalData;
import dev.meridian.region.projects.settings.ProjectSettings;
import dev.meridian.region.projects.settings.SettingsStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What users do with their own accounts: sign up, log in, log out (contract section 6). */
public final class AccountFeature implements ApiFeature {

    private static final ProblemType INVALID_CREDENTIALS = new ProblemType("user_invalid_credentials", 401);
    private static final ProblemType BLOCKED = new ProblemType("user_blocked", 403);
    private static final ProblemType SESSION_EXISTS = new ProblemType("user_session_already_exists", 401);
    private static final ProblemType CONSOLE_CLOSED = new ProblemType("user_console_count_exceeded", 501);
    private static final ProblemType UNAUTHORIZED = new ProblemType("user_unauthorized", 401);
    private static final String CONSOLE = "console";
    private static final ProblemType TOKEN_DENIED = new ProblemType("user_jwt_creation_denied", 403);
    private static final int USER_AGENT = 512;
    private static final long USUAL_TOKEN = 900;
    private static final long LONGEST_TOKEN = 3_600;

    /** Hash of a password that nobody has: looking for an unknown address takes as long as for a known one. */
    private static final String NOBODYS =
            "$argon2id$v=19$m=7168,t=5,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private final AccountStore accounts;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final Ids ids;
    private final RegionTokens tokens;
    private final SettingsStore settings;
    private final boolean openConsole;

    public AccountFeature(RegionContext region) {
        this.ids = region.node().ids();
        this.accounts = new AccountStore(region.database(), region.node().clock(), region.events());
        this.sessions = new SessionStore(region.database(), region.node().clock(), ids, region.events());
        this.passwords = region.passwords();
        this.tokens = region.tokens();
        this.settings = new SettingsStore(region);
        this.openConsole = region.settings().openConsole();
    }

    @Override
    public void routes(Routes routes) {
        routes.post("/v1/account").scope("sessions.write").workflow(this::signUp);
        routes.get("/v1/account").scope("account").workflow(this::account);
        routes.post("/v1/account/sessions/email")
                .alias("/v1/account/sessions")
                .scope("sessions.write")
                .workflow(this::logIn);
        routes.get("/v1/account/sessions").scope("account").workflow(this::listSessions);
        routes.delete("/v1/account/sessions").scope("account").workflow(this::logOutEverywhere);
        routes.get("/v1/account/sessions/{sessionId}").scope("account").workflow(this::session);
        routes.delete("/v1/account/sessions/{sessionId}").scope("account").workflow(this::logOut);
        routes.post("/v1/account/jwts")
                .alias("/v1/account/jwt")
                .scope("account")
                .workflow(this::createToken);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.account where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private ApiReply signUp(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("userId"));
        String email = AccountRules.email(parameters);
        String password = AccountRules.password(parameters);
        String name = parameters.optionalText("name", 128).orElse("");
        boolean closed = request.project().equals(CONSOLE) && !openConsole;
        if (closed && await(accounts.count(CONSOLE)) > 0) {
            throw consoleClosed();
        }
        ProjectSettings rules = allowed(request, AuthMethod.EMAIL_PASSWORD);
        rules.policies().passwords().check(password, new PersonalData(id, email, name, ""));
        if (rules.policies().users().isSet()) {
            rules.policies().users().check(await(accounts.count(request.project())));
        }
        AccountStore.Draft draft = new AccountStore.Draft(id, email, "", name, await(passwords.hash(password)));
        Account account = await(
                closed
                        ? accounts.insertFirst(request.project(), draft, by(request, id))
                                .map(first -> first.orElseThrow(AccountFeature::consoleClosed))
                        : accounts.insert(request.project(), draft, by(request, id)));
        return ApiReply.json(201, account.toJson());
    }

    /** The project's rules, if they allow this way to log in. */
    private ProjectSettings allowed(ApiRequest request, AuthMethod method) {
        ProjectSettings rules = await(settings.of(request.project()));
        method.require(rules, request.caller());
        return rules;
    }

    /** Whoever signs up or logs in does it themselves. */
    private static Cause by(ApiRequest request, String userId) {
        return new Cause(userId, request.caller().depth());
    }

    private static Problem consoleClosed() {
        return Problem.of(CONSOLE_CLOSED, "Sign up to the console is restricted; ask its owner to open it");
    }

    private ApiReply account(ApiRequest request) {
        return ApiReply.json(
                200,
                await(accounts.byId(request.project(), user(request).userId())).toJson());
    }

    private ApiReply logIn(ApiRequest request) {
        if (request.caller() instanceof Caller.User) {
            throw Problem.of(SESSION_EXISTS, "Creation of a session is prohibited when a session is active");
        }
        String email = AccountRules.email(request.parameters());
        String password = AccountRules.password(request.parameters());
        ProjectSettings rules = allowed(request, AuthMethod.EMAIL_PASSWORD);
        Account account = authenticated(request.project(), email, password);
        SessionStore.Opened opened = await(sessions.open(
                request.project(), account, origin(request), rules.policies().sessions(), by(request, account.id())));
        String secret = request.caller().isPrivileged() ? opened.value() : "";
        ApiReply reply = ApiReply.json(201, opened.session().toJson(true, secret));
        SessionCookies.give(
                reply,
                request.head(),
                request.project(),
                opened.value(),
                opened.session().expiresAt());
        return reply;
    }

    private Account authenticated(String project, String email, String password) {
        Optional<Account> found = await(accounts.byEmail(project, email))
                .filter(account -> !account.passwordHash().isEmpty());
        boolean right = await(
                passwords.verify(password, found.map(Account::passwordHash).orElse(NOBODYS)));
        if (found.isEmpty() || !right) {
            throw Problem.of(INVALID_CREDENTIALS, "Invalid credentials. Please check the email and password");
        }
        if (!found.get().enabled()) {
            throw Problem.of(BLOCKED, "The current user has been blocked");
        }
        return found.get();
    }

    private ApiReply listSessions(ApiRequest request) {
        Caller.User user = user(request);
        List<Session> all = await(sessions.of(request.project(), user.userId()));
        JsonArray items = new JsonArray();
        all.forEach(session -> items.add(session.toJson(session.id().equals(user.sessionId()), "")));
        return ApiReply.json(200, new JsonObject().put("total", all.size()).put("sessions", items));
    }

    private ApiReply session(ApiRequest request) {
        Caller.User user = user(request);
        String wanted = sessionId(request, user);
        return await(sessions.of(request.project(), user.userId())).stream()
                .filter(session -> session.id().equals(wanted))
                .findFirst()
                .map(session -> ApiReply.json(200, session.toJson(wanted.equals(user.sessionId()), "")))
                .orElseThrow(SessionStore::notFound);
    }

    private ApiReply logOut(ApiRequest request) {
        Caller.User user = user(request);
        String ended = sessionId(request, user);
        await(sessions.end(request.project(), user.userId(), ended));
        ApiReply reply = ApiReply.empty();
        if (ended.equals(user.sessionId())) {
            SessionCookies.takeBack(reply, request.head(), request.project());
        }
        return reply;
    }

    private ApiReply logOutEverywhere(ApiRequest request) {
        await(sessions.endAll(request.project(), user(request).userId()));
        ApiReply reply = ApiReply.empty();
        SessionCookies.takeBack(reply, request.head(), request.project());
        return reply;
    }

    /** A token makes no token, else it would last as long as its holder likes. */
    private ApiReply createToken(ApiRequest request) {
        Caller.User user = user(request);
        if (request.head().header("X-Appwrite-JWT").isPresent()) {
            throw Problem.of(TOKEN_DENIED, "JWT creation with a JWT is not allowed");
        }
        allowed(request, AuthMethod.JWT);
        long seconds =
                request.parameters().integer("duration", 0, LONGEST_TOKEN).orElse(USUAL_TOKEN);
        String token = tokens.sign(
                request.project(),
                new RegionTokens.UserToken(user.userId(), user.sessionId()),
                Duration.ofSeconds(seconds));
        return ApiReply.json(201, new JsonObject().put("jwt", token));
    }

    private static String sessionId(ApiRequest request, Caller.User user) {
        String id = request.path("sessionId");
        return id.equals("current") ? user.sessionId() : id;
    }

    private static Caller.User user(ApiRequest request) {
        if (request.caller() instanceof Caller.User user) {
            return user;
        }
        throw Problem.of(UNAUTHORIZED, "The current user is not authorized to perform the requested action");
    }

    private static SessionStore.Origin origin(ApiRequest request) {
        String agent = request.head().header("User-Agent").orElse("");
        return new SessionStore.Origin(
                request.exchange().provenance().clientAddress(),
                agent.substring(0, Math.min(agent.length(), USER_AGENT)));
    }
}
