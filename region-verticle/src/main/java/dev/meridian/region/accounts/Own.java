package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.events.Cause;
import dev.meridian.region.projects.settings.ProjectSettings;
import dev.meridian.region.projects.settings.UserLimit;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What requests of users about themselves have in common. */
final class Own {

    private static final ProblemType UNAUTHORIZED = new ProblemType("user_unauthorized", 401);
    private static final ProblemType INVALID_CREDENTIALS = new ProblemType("user_invalid_credentials", 401);
    private static final int USER_AGENT = 512;

    private Own() {}

    static Caller.User user(ApiRequest request) {
        if (request.caller() instanceof Caller.User user) {
            return user;
        }
        throw Problem.of(UNAUTHORIZED, "The current user is not authorized to perform the requested action");
    }

    /** Fails with {@code user_count_exceeded} where the project takes no more users by sign-up. */
    static void checkRoom(String project, ProjectSettings rules, AccountStore accounts) {
        UserLimit limit = rules.policies().users();
        if (limit.isSet()) {
            limit.check(await(accounts.count(project)));
        }
    }

    static Problem invalidCredentials() {
        return Problem.of(INVALID_CREDENTIALS, "Invalid credentials. Please check the email and password");
    }

    /** Whoever signs up or logs in does it themselves. */
    static Cause by(ApiRequest request, String userId) {
        return new Cause(userId, request.caller().depth());
    }

    /** A token as its caller sees it: servers see its secret, all others read it where it was sent. */
    static ApiReply shown(ApiRequest request, int status, Token token, String phrase) {
        JsonObject json = token.toJson().put("phrase", phrase);
        return ApiReply.json(status, request.caller().isPrivileged() ? json : json.put("secret", ""));
    }

    /** The language that the caller reads. */
    static String locale(ApiRequest request) {
        return request.parameters()
                .optionalText("locale", 16)
                .or(() -> request.head().header("X-Appwrite-Locale"))
                .filter(locale -> locale.length() <= 16)
                .orElse("en")
                .toLowerCase(Locale.ROOT);
    }

    static SessionStore.Origin origin(ApiRequest request) {
        String agent = request.head().header("User-Agent").orElse("");
        return new SessionStore.Origin(
                request.exchange().provenance().clientAddress(),
                agent.substring(0, Math.min(agent.length(), USER_AGENT)));
    }
}
