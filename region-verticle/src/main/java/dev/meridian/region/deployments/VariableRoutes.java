package dev.meridian.region.deployments;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Variables over HTTP; for keys and administrators. */
final class VariableRoutes {

    private static final int MOST_KEY = 255;
    private static final int MOST_VALUE = 8_192;

    private final VariableHolders owners;
    private final VariableStore variables;
    private final Ids ids;
    private final InstantSource clock;
    private final boolean isIdNeeded;

    /** @param isIdNeeded whether callers have to choose an ID, or have one chosen */
    VariableRoutes(VariableHolders owners, VariableStore variables, Ids ids, InstantSource clock, boolean isIdNeeded) {
        this.owners = owners;
        this.variables = variables;
        this.ids = ids;
        this.clock = clock;
        this.isIdNeeded = isIdNeeded;
    }

    /**
     * Declares where the variables are found.
     *
     * @param paths the usual one, and others
     * @param resource what scopes are of
     */
    void declare(Routes routes, List<String> paths, String resource) {
        String one = "/{variableId}";
        declare(paths, "", routes::post).scope(resource + ".write").on(this::create);
        declare(paths, "", routes::get).scope(resource + ".read").on(this::list);
        declare(paths, one, routes::get).scope(resource + ".read").on(this::one);
        declare(paths, one, routes::put).scope(resource + ".write").on(this::update);
        declare(paths, one, routes::delete).scope(resource + ".write").on(this::delete);
    }

    private static Routes.Declaration declare(
            List<String> paths, String end, Function<String, Routes.Declaration> method) {
        Routes.Declaration declared = method.apply(paths.getFirst() + end);
        paths.stream().skip(1).forEach(other -> declared.alias(other + end));
        return declared;
    }

    private Future<Owner> owner(ApiRequest request) {
        return owners.holder(request);
    }

    private Future<ApiReply> create(ApiRequest request) {
        Parameters parameters = request.parameters();
        Instant now = clock.instant();
        String id =
                ids.resolve(isIdNeeded || parameters.has("variableId") ? parameters.newId("variableId") : Ids.CHOOSE);
        String key = parameters.text("key", MOST_KEY);
        String value = parameters.text(
                "value",
                "Value must be a valid string and no longer than " + MOST_VALUE + " chars",
                text -> text.length() <= MOST_VALUE);
        boolean isSecret = parameters.flag("secret", true);
        return owner(request)
                .compose(owner -> variables.create(new Variable(id, owner, key, value, isSecret, now, now)))
                .map(made -> ApiReply.json(201, made.model()));
    }

    private Future<ApiReply> list(ApiRequest request) {
        return owner(request)
                .compose(owner -> Listing.of(
                        variables.database(),
                        Variable.SHAPE
                                .pinned("project_id", ValueType.STRING, owner.project())
                                .pinned(
                                        "owner_type",
                                        ValueType.STRING,
                                        owner.kind().word())
                                .pinned("owner_id", ValueType.STRING, owner.id()),
                        new Visibility.Everything(),
                        request.parameters()))
                .map(listing -> ApiReply.json(
                        200, listing.model("variables", row -> Variable.of(row).model())));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return owner(request)
                .compose(variables::of)
                .map(known -> known.stream()
                        .filter(variable -> variable.id().equals(request.path("variableId")))
                        .findFirst()
                        .map(variable -> ApiReply.json(200, variable.model()))
                        .orElseThrow(DeploymentProblems::noVariable));
    }

    private Future<ApiReply> update(ApiRequest request) {
        Parameters parameters = request.parameters();
        Optional<String> key = parameters.optionalText("key", MOST_KEY).filter(text -> !text.isEmpty());
        Optional<String> value = parameters.optionalText("value", MOST_VALUE);
        Optional<Boolean> secret = parameters.optionalFlag("secret");
        return owner(request)
                .compose(owner ->
                        variables.update(owner, request.path("variableId"), key, value, secret, clock.instant()))
                .map(changed -> ApiReply.json(200, changed.model()));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return owner(request)
                .compose(owner -> variables.delete(owner, request.path("variableId")))
                .map(deleted -> ApiReply.empty());
    }
}
