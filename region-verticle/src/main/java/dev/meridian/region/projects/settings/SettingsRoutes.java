package dev.meridian.region.projects.settings;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The project itself, its labels, and what it has on and off, over HTTP; for keys and administrators. */
final class SettingsRoutes {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]{1,36}");
    private static final int MOST_LABELS = 1_000;

    private final SettingsStore settings;

    SettingsRoutes(SettingsStore settings) {
        this.settings = settings;
    }

    void declare(Routes routes) {
        routes.get("/v1/project").scope("project.read").on(this::project);
        routes.put("/v1/project/labels")
                .alias("/v1/projects/{projectId}/labels")
                .scope("project.write")
                .on(this::labels);
        routes.patch("/v1/project/auth-methods/{methodId}")
                .alias("/v1/projects/{projectId}/auth/{methodId}")
                .scope("project.write")
                .on(this::method);
        routes.patch("/v1/project/services/{serviceId}")
                .alias("/v1/project/services/{serviceId}/status")
                .alias("/v1/projects/{projectId}/service")
                .scope("project.write")
                .on(this::service);
        routes.patch("/v1/project/protocols/{protocolId}")
                .alias("/v1/project/protocols/{protocolId}/status")
                .alias("/v1/projects/{projectId}/api")
                .scope("project.write")
                .on(this::protocol);
    }

    private Future<ApiReply> project(ApiRequest request) {
        return settings.model(request.project()).map(model -> ApiReply.json(200, model));
    }

    private Future<ApiReply> labels(ApiRequest request) {
        List<String> labels =
                request
                        .parameters()
                        .texts("labels", MOST_LABELS, 36)
                        .orElseThrow(() -> Invalid.missing("labels"))
                        .stream()
                        .distinct()
                        .toList();
        if (!labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
            throw Invalid.parameter("labels", "Each label must be of 1 to 36 letters and digits");
        }
        return settings.change(request.project(), known -> known.withLabels(labels))
                .compose(changed -> project(request));
    }

    private Future<ApiReply> method(ApiRequest request) {
        String id = request.path("methodId");
        boolean on = enabled(request);
        return changed(
                request,
                EventSubject.of("authMethod", id),
                known -> known.withMethods(known.methods().with("methodId", id, on)));
    }

    private Future<ApiReply> service(ApiRequest request) {
        String id = id(request, "serviceId", "service");
        boolean on = enabled(request);
        return changed(
                request,
                EventSubject.of("services", id),
                known -> known.withServices(known.services().with("serviceId", id, on)));
    }

    private Future<ApiReply> protocol(ApiRequest request) {
        String id = id(request, "protocolId", "api");
        boolean on = enabled(request);
        return changed(
                request,
                EventSubject.of("protocols", id),
                known -> known.withProtocols(known.protocols().with("protocolId", id, on)));
    }

    private Future<ApiReply> changed(ApiRequest request, EventSubject subject, UnaryOperator<ProjectSettings> change) {
        return settings.change(request.project(), change, new SettingsStore.Told(subject, Cause.of(request.caller())))
                .compose(changed -> project(request));
    }

    private static boolean isOlder(ApiRequest request) {
        return request.head().path().startsWith("/v1/projects/");
    }

    /** @param older what callers of the older path call it */
    private static String id(ApiRequest request, String name, String older) {
        return isOlder(request) ? request.parameters().text(older, 64) : request.path(name);
    }

    private static boolean enabled(ApiRequest request) {
        Optional<Boolean> older = isOlder(request) ? request.parameters().optionalFlag("status") : Optional.empty();
        return older.or(() -> request.parameters().optionalFlag("enabled"))
                .orElseThrow(() -> Invalid.missing("enabled"));
    }
}
