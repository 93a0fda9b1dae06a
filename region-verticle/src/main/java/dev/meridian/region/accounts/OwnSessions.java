package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.access.SessionCookies;
import dev.meridian.region.accounts.sessions.Session;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.projects.settings.AuthMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Users see their sessions, and log out (contract section 6.1). */
final class OwnSessions {

    private static final ProblemType TOKEN_DENIED = new ProblemType("user_jwt_creation_denied", 403);
    private static final long USUAL_TOKEN = 900;
    private static final long LONGEST_TOKEN = 3_600;

    private final Stores stores;
    private final RegionTokens tokens;

    OwnSessions(Stores stores, RegionTokens tokens) {
        this.stores = stores;
        this.tokens = tokens;
    }

    void declare(Routes routes) {
        String sessions = "/v1/account/sessions";
        routes.get(sessions).scope("account").workflow(this::list);
        routes.delete(sessions).scope("account").workflow(this::logOutEverywhere);
        routes.get(sessions + "/{sessionId}").scope("account").workflow(this::one);
        routes.patch(sessions + "/{sessionId}").scope("account").workflow(this::extend);
        routes.delete(sessions + "/{sessionId}").scope("account").workflow(this::logOut);
        routes.post("/v1/account/jwts")
                .alias("/v1/account/jwt")
                .scope("account")
                .workflow(this::createToken);
    }

    private ApiReply list(ApiRequest request) {
        Caller.User user = Own.user(request);
        return ApiReply.json(
                200,
                Session.model(await(stores.sessions().of(request.project(), user.userId())), user.sessionId(), true));
    }

    private ApiReply one(ApiRequest request) {
        Caller.User user = Own.user(request);
        String wanted = sessionId(request, user);
        Session session = await(stores.sessions().find(request.project(), user.userId(), wanted));
        return ApiReply.json(200, session.toJson(wanted.equals(user.sessionId()), ""));
    }

    private ApiReply extend(ApiRequest request) {
        Caller.User user = Own.user(request);
        String wanted = sessionId(request, user);
        Session session = await(stores.sessions().extend(request.project(), user.userId(), wanted, Cause.of(user)));
        return ApiReply.json(200, session.toJson(wanted.equals(user.sessionId()), ""));
    }

    private ApiReply logOut(ApiRequest request) {
        Caller.User user = Own.user(request);
        String ended = sessionId(request, user);
        await(stores.sessions().end(request.project(), user.userId(), ended, Cause.of(user)));
        ApiReply reply = ApiReply.empty();
        if (ended.equals(user.sessionId())) {
            SessionCookies.takeBack(reply, request.head(), request.project());
        }
        return reply;
    }

    private ApiReply logOutEverywhere(ApiRequest request) {
        Caller.User user = Own.user(request);
        await(stores.sessions().endAll(request.project(), user.userId(), Cause.of(user)));
        ApiReply reply = ApiReply.empty();
        SessionCookies.takeBack(reply, request.head(), request.project());
        return reply;
    }

    /** A token makes no token, else it would last as long as its holder likes. */
    private ApiReply createToken(ApiRequest request) {
        Caller.User user = Own.user(request);
        if (request.head().header("X-Appwrite-JWT").isPresent()) {
            throw Problem.of(TOKEN_DENIED, "JWT creation with a JWT is not allowed");
        }
        AuthMethod.JWT.require(await(stores.settings().of(request.project())), user);
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
}
