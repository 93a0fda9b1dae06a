package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.sessions.Session;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.ApiWorkflow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Servers let users in, and end their sessions (contract section 6.1). */
final class UserSessions {

    /** Guests hold the scope to begin sessions, of their own: here they are refused besides. */
    private static final Set<String> OF_SERVERS = Set.of("users.write");

    private static final String[] READ = {"users.read", "sessions.read"};
    private static final String[] WRITE = {"users.write", "sessions.write"};

    /** The session of a token that holds for its user and no session of theirs. */
    private static final String NO_SESSION = "";

    private final Stores stores;
    private final RegionTokens tokens;

    UserSessions(Stores stores, RegionTokens tokens) {
        this.stores = stores;
        this.tokens = tokens;
    }

    void declare(Routes routes) {
        routes.get("/v1/users/{userId}/sessions").scope(READ).workflow(this::list);
        routes.post("/v1/users/{userId}/sessions").scope(WRITE).workflow(byServers(this::create));
        routes.delete("/v1/users/{userId}/sessions").scope(WRITE).workflow(byServers(this::endAll));
        routes.delete("/v1/users/{userId}/sessions/{sessionId}").scope(WRITE).workflow(byServers(this::end));
        routes.post("/v1/users/{userId}/tokens").scope("users.write").workflow(this::createToken);
        routes.post("/v1/users/{userId}/jwts").scope("users.write").workflow(this::createJwt);
    }

    private static ApiWorkflow byServers(ApiWorkflow workflow) {
        return request -> {
            if (!request.caller().isPrivileged()) {
                request.caller().require(OF_SERVERS);
            }
            return workflow.answer(request);
        };
    }

    private ApiReply list(ApiRequest request) {
        boolean total = request.parameters().flag("total", true);
        return ApiReply.json(
                200, Session.model(await(stores.sessions().of(request.project(), userId(request))), "", total));
    }

    private ApiReply create(ApiRequest request) {
        String userId = userId(request);
        SessionStore.Login login = new SessionStore.Login(userId, "server", "", List.of("server"));
        SessionStore.Opened opened = await(
                stores.sessions().open(request.project(), login, Own.origin(request), Cause.of(request.caller())));
        return ApiReply.json(201, opened.session().toJson(false, opened.value()));
    }

    private ApiReply endAll(ApiRequest request) {
        await(stores.sessions().endAll(request.project(), userId(request), Cause.of(request.caller())));
        return ApiReply.empty();
    }

    private ApiReply end(ApiRequest request) {
        await(stores.sessions()
                .end(request.project(), userId(request), request.path("sessionId"), Cause.of(request.caller())));
        return ApiReply.empty();
    }

    private ApiReply createToken(ApiRequest request) {
        Parameters parameters = request.parameters();
        int length = parameters.integer("length", 4, 128).orElse(6L).intValue();
        Duration lifetime =
                Duration.ofSeconds(parameters.integer("expire", 60, 31_536_000).orElse(900L));
        Token token = await(stores.tokens()
                .create(
                        request.project(),
                        userId(request),
                        TokenStore.CUSTOM,
                        length,
                        lifetime,
                        Cause.of(request.caller())));
        return ApiReply.json(201, token.toJson());
    }

    private ApiReply createJwt(ApiRequest request) {
        Parameters parameters = request.parameters();
        String wanted = parameters.has("sessionId") ? parameters.id("sessionId") : "recent";
        long seconds = parameters.integer("duration", 0, 3_600).orElse(900L);
        String userId = userId(request);
        String session = session(request.project(), userId, wanted);
        String token = tokens.sign(
                request.project(), new RegionTokens.UserToken(userId, session), Duration.ofSeconds(seconds));
        return ApiReply.json(201, new JsonObject().put("jwt", token));
    }

    /** The newest, if it is left to us and there is one at all. */
    private String session(String project, String userId, String wanted) {
        if (!wanted.equals("recent")) {
            return await(stores.sessions().find(project, userId, wanted)).id();
        }
        List<Session> sessions = await(stores.sessions().of(project, userId));
        return sessions.isEmpty() ? NO_SESSION : sessions.getLast().id();
    }

    /** Of a user who exists. */
    private String userId(ApiRequest request) {
        Account account = await(stores.accounts().byId(request.project(), request.path("userId")));
        return account.id();
    }
}
