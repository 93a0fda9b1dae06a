package dev.meridian.region.keys;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.CallerScopes;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * API keys of a project (contract section 4). A secret is shown once, when it is made; only its SHA-256 is kept. Of an
 * ephemeral key nothing is kept: its secret says all.
 */
public final class KeysFeature implements ApiFeature {

    private static final String PREFIX = "standard_";
    private static final int SECRET_LENGTH = 256;
    private static final int MOST_SCOPES = 200;
    private static final long LONGEST_SECONDS = 3_600;
    private static final long USUAL_SECONDS = 900;

    private final KeyStore keys;
    private final RegionTokens tokens;
    private final Ids ids;
    private final InstantSource clock;

    public KeysFeature(RegionContext region) {
        this.keys = new KeyStore(region);
        this.tokens = region.tokens();
        this.ids = region.node().ids();
        this.clock = region.node().clock();
    }

    @Override
    public void routes(Routes routes) {
        String all = "/v1/project/keys";
        String allOf = "/v1/projects/{projectId}/keys";
        routes.post(all).alias(allOf).scope("keys.write").workflow(this::create);
        routes.get(all).alias(allOf).scope("keys.read").workflow(this::list);
        routes.post(all + "/ephemeral")
                .alias("/v1/projects/{projectId}/jwts")
                .scope("keys.write")
                .workflow(this::createEphemeral);
        String one = "/{keyId}";
        routes.get(all + one).alias(allOf + one).scope("keys.read").workflow(this::one);
        routes.put(all + one).alias(allOf + one).scope("keys.write").workflow(this::update);
        routes.delete(all + one).alias(allOf + one).scope("keys.write").workflow(this::delete);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.api_key where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private ApiReply create(ApiRequest request) {
        KeyStore.Draft draft = draft(request, ids.resolve(newId(request)));
        String secret = PREFIX + ids.secret(SECRET_LENGTH);
        ApiKey key = await(keys.insert(request.project(), draft, Secrets.sha256(secret), Cause.of(request.caller())));
        return ApiReply.json(201, key.toJson(secret));
    }

    /** By the older paths callers need not choose an ID, nor say for how long. */
    private static boolean isOlder(ApiRequest request) {
        return request.head().path().startsWith("/v1/projects/");
    }

    private static String newId(ApiRequest request) {
        return isOlder(request) && !request.parameters().has("keyId")
                ? Ids.CHOOSE
                : request.parameters().newId("keyId");
    }

    private ApiReply createEphemeral(ApiRequest request) {
        List<String> scopes = scopes(request);
        Optional<Long> seconds = request.parameters().integer("duration", 1, LONGEST_SECONDS);
        if (seconds.isEmpty() && !isOlder(request)) {
            throw Invalid.missing("duration");
        }
        Duration lifetime = Duration.ofSeconds(seconds.orElse(USUAL_SECONDS));
        Instant now = clock.instant();
        ApiKey key = new ApiKey(
                ids.unique(), "", scopes, Optional.of(now.plus(lifetime)), Optional.empty(), List.of(), now, now);
        Instant made = await(keys.made(request.project()));
        String secret = tokens.sign(new RegionTokens.EphemeralKey(request.project(), made, key.id(), scopes), lifetime);
        return ApiReply.json(201, key.toJson(secret));
    }

    private ApiReply list(ApiRequest request) {
        Listing listing = await(Listing.of(
                keys.database(),
                ApiKey.SHAPE.pinned("project_id", ValueType.STRING, request.project()),
                new Visibility.Everything(),
                request.parameters()));
        return ApiReply.json(200, listing.model("keys", row -> ApiKey.of(row).toJson("")));
    }

    private ApiReply one(ApiRequest request) {
        return ApiReply.json(
                200, await(keys.byId(request.project(), request.path("keyId"))).toJson(""));
    }

    private ApiReply update(ApiRequest request) {
        String id = request.path("keyId");
        KeyStore.Draft draft = draft(request, id);
        refuseEscalation(
                request.caller(), await(keys.byId(request.project(), id)).scopes());
        return ApiReply.json(
                200,
                await(keys.update(request.project(), draft, Cause.of(request.caller())))
                        .toJson(""));
    }

    private ApiReply delete(ApiRequest request) {
        await(keys.delete(request.project(), request.path("keyId"), Cause.of(request.caller())));
        return ApiReply.empty();
    }

    private static KeyStore.Draft draft(ApiRequest request, String id) {
        Parameters parameters = request.parameters();
        String name = parameters.text("name", 128);
        return new KeyStore.Draft(id, name, scopes(request), parameters.instant("expire"));
    }

    /** A key makes no key that may do more than itself, and changes none that does. */
    private static void refuseEscalation(Caller caller, List<String> scopes) {
        if (caller instanceof Caller.Key key && !key.scopes().containsAll(scopes)) {
            throw Problem.of(
                    ProblemType.UNAUTHORIZED_SCOPE, caller.describe() + " may only pass on scopes that it has itself");
        }
    }

    private static List<String> scopes(ApiRequest request) {
        List<String> scopes =
                request.parameters().texts("scopes", MOST_SCOPES, 64).orElseThrow(() -> Invalid.missing("scopes"));
        scopes.stream()
                .filter(scope -> !CallerScopes.OF_KEYS.contains(scope))
                .findFirst()
                .ifPresent(unknown -> {
                    throw Invalid.parameter("scopes", "'" + unknown + "' is not a scope that a key may have");
                });
        refuseEscalation(request.caller(), scopes);
        return scopes.stream().distinct().toList();
    }
}
