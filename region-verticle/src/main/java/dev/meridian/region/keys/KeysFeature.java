package dev.meridian.region.keys;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.CallerScopes;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * API keys of a project (contract section 4). A secret is shown once, when it is made; only its SHA-256 is kept.
 */
public final class KeysFeature implements ApiFeature {

    private static final String PREFIX = "standard_";
    private static final int SECRET_LENGTH = 256;
    private static final int MOST_SCOPES = 200;

    private final KeyStore keys;
    private final Ids ids;

    public KeysFeature(RegionContext region) {
        this.keys = new KeyStore(region.database(), region.node().clock());
        this.ids = region.node().ids();
    }

    @Override
    public void routes(Routes routes) {
        routes.post("/v1/project/keys")
                .alias("/v1/projects/{projectId}/keys")
                .scope("keys.write")
                .workflow(this::create);
        routes.get("/v1/project/keys")
                .alias("/v1/projects/{projectId}/keys")
                .scope("keys.read")
                .workflow(this::list);
        routes.get("/v1/project/keys/{keyId}")
                .alias("/v1/projects/{projectId}/keys/{keyId}")
                .scope("keys.read")
                .workflow(this::one);
        routes.delete("/v1/project/keys/{keyId}")
                .alias("/v1/projects/{projectId}/keys/{keyId}")
                .scope("keys.write")
                .workflow(this::delete);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.api_key where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.has("keyId") ? parameters.newId("keyId") : Ids.CHOOSE);
        String name = parameters.text("name", 128);
        List<String> scopes = scopes(parameters);
        refuseEscalation(request.caller(), scopes);
        Optional<Instant> expire = parameters.instant("expire");
        String secret = PREFIX + ids.secret(SECRET_LENGTH);
        KeyStore.Draft draft = new KeyStore.Draft(id, name, scopes, expire, Secrets.sha256(secret));
        return ApiReply.json(201, await(keys.insert(request.project(), draft)).toJson(secret));
    }

    private ApiReply list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        KeyStore.Page page = await(keys.list(request.project(), window));
        JsonArray items = new JsonArray();
        page.keys().forEach(key -> items.add(key.toJson("")));
        return ApiReply.json(200, window.render("keys", page.total(), items));
    }

    private ApiReply one(ApiRequest request) {
        return ApiReply.json(
                200, await(keys.byId(request.project(), request.path("keyId"))).toJson(""));
    }

    private ApiReply delete(ApiRequest request) {
        await(keys.delete(request.project(), request.path("keyId")));
        return ApiReply.empty();
    }

    /** A key makes no key that may do more than itself. */
    private static void refuseEscalation(Caller caller, List<String> scopes) {
        if (caller instanceof Caller.Key key && !key.scopes().containsAll(scopes)) {
            throw Problem.of(
                    ProblemType.UNAUTHORIZED_SCOPE, caller.describe() + " may only pass on scopes that it has itself");
        }
    }

    private static List<String> scopes(Parameters parameters) {
        List<String> scopes = parameters.texts("scopes", MOST_SCOPES, 64).orElseThrow(() -> Invalid.missing("scopes"));
        scopes.stream()
                .filter(scope -> !CallerScopes.OF_KEYS.contains(scope))
                .findFirst()
                .ifPresent(unknown -> {
                    throw Invalid.parameter("scopes", "'" + unknown + "' is not a scope that a key may have");
                });
        return scopes.stream().distinct().toList();
    }
}
