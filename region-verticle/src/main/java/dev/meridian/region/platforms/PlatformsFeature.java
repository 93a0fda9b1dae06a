package dev.meridian.region.platforms;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.regex.Pattern;

/** Platforms over HTTP; for keys and administrators. */
public final class PlatformsFeature implements ApiFeature {

    private static final String ALL = "/v1/project/platforms";
    private static final String ALL_OF = "/v1/projects/{projectId}/platforms";
    private static final String ONE = "/{platformId}";
    private static final int MOST = 256;

    /** A name, a pattern of names below one, or one that stands for all. */
    private static final Pattern HOST =
            Pattern.compile("\\*|(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_-]{1,63})*|\\[[0-9a-f:.]{2,45}]");

    private final PlatformStore platforms;
    private final Ids ids;
    private final InstantSource clock;

    public PlatformsFeature(RegionContext region) {
        this.platforms = new PlatformStore(region.database(), region.events());
        this.ids = region.node().ids();
        this.clock = region.node().clock();
    }

    @Override
    public void routes(Routes routes) {
        routes.get(ALL).alias(ALL_OF).scope("platforms.read").on(this::list);
        routes.get(ALL + ONE).alias(ALL_OF + ONE).scope("platforms.read").on(this::one);
        routes.delete(ALL + ONE).alias(ALL_OF + ONE).scope("platforms.write").on(this::delete);
        for (Platform.Kind kind : Platform.Kind.values()) {
            String path = ALL + "/" + kind.word();
            Routes.Declaration post = routes.post(path).scope("platforms.write");
            Routes.Declaration put = routes.put(path + ONE).scope("platforms.write");
            if (kind == Platform.Kind.WEB) {
                post.alias(ALL_OF);
                put.alias(ALL_OF + ONE);
            }
            post.on(request -> create(request, kind));
            put.on(request -> update(request, kind));
        }
    }

    /** By the older path all kinds are made and changed in one place, and apps call their identifier {@code key}. */
    private static boolean isOlder(ApiRequest request) {
        return request.head().path().startsWith("/v1/projects/");
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.platform where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private Future<ApiReply> create(ApiRequest request, Platform.Kind usual) {
        Parameters parameters = request.parameters();
        boolean mayLeaveOut = isOlder(request) && !parameters.has("platformId");
        String id = ids.resolve(mayLeaveOut ? Ids.CHOOSE : parameters.newId("platformId"));
        Platform.Kind kind = isOlder(request) ? olderKind(parameters) : usual;
        return platforms
                .create(request.project(), platform(request, kind, id), Cause.of(request.caller()))
                .map(platform -> ApiReply.json(201, platform.model()));
    }

    private static Platform.Kind olderKind(Parameters parameters) {
        return Platform.Kind.older(parameters.text("type", MOST))
                .orElseThrow(() -> Invalid.parameter("type", "Value must be a type of platform, for instance 'web'"));
    }

    private Future<ApiReply> list(ApiRequest request) {
        return Listing.of(
                        platforms.database(),
                        Platform.SHAPE.pinned("project_id", ValueType.STRING, request.project()),
                        new Visibility.Everything(),
                        request.parameters())
                .map(listing -> ApiReply.json(
                        200, listing.model("platforms", row -> Platform.of(row).model())));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return platforms
                .find(request.project(), request.path("platformId"))
                .map(platform -> ApiReply.json(200, platform.model()));
    }

    private Future<ApiReply> update(ApiRequest request, Platform.Kind usual) {
        String id = request.path("platformId");
        Future<Platform.Kind> kind = isOlder(request)
                ? platforms.find(request.project(), id).map(Platform::kind)
                : Future.succeededFuture(usual);
        return kind.compose(known ->
                        platforms.update(request.project(), platform(request, known, id), Cause.of(request.caller())))
                .map(platform -> ApiReply.json(200, platform.model()));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return platforms
                .delete(request.project(), request.path("platformId"), Cause.of(request.caller()))
                .map(deleted -> ApiReply.empty());
    }

    private Platform platform(ApiRequest request, Platform.Kind kind, String id) {
        Parameters parameters = request.parameters();
        Instant now = clock.instant();
        String name = filled(parameters, "name", 128);
        String target = kind == Platform.Kind.WEB
                ? host(parameters)
                : filled(parameters, isOlder(request) ? "key" : kind.target(), MOST);
        return new Platform(id, kind, name, target, now, now);
    }

    private static String filled(Parameters parameters, String name, int most) {
        return parameters.text(
                name,
                "Value must be a valid string that is not blank and no longer than " + most + " chars",
                text -> !text.isBlank() && text.length() <= most);
    }

    private static String host(Parameters parameters) {
        return parameters
                .text(
                        Platform.Kind.WEB.target(),
                        "Value must be a valid hostname without scheme, port and path",
                        text -> text.length() <= MOST
                                && HOST.matcher(text.toLowerCase(Locale.ROOT)).matches())
                .toLowerCase(Locale.ROOT);
    }
}
