package dev.meridian.router.map;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.hosts.HostTarget;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The map at a router's door, on the hosts that are the network's own and name no project. The page itself is for anybody
 * where there is a map; what it shows asks for the password, so that browsers send that below {@code /.meridian/} only and
 * never to the API. Safe for use by many threads.
 */
public final class NetworkMap {

    private static final String DATA = "/.meridian/map";
    private static final String CHANGES = DATA + "/changes";
    private static final String FILES = DATA + "/";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Vertx vertx;
    private final MapSettings settings;
    private final MapGuard guard;
    private final MapFiles files;
    private final HostGrammar grammar;
    private final Registry registry;
    private final Set<String> hosts;
    private final Observatory observatory;
    private final String deployment;

    private NetworkMap(
            NodeContext node, MapSettings settings, MapFiles files, Observatory observatory, String deployment) {
        NodeSettings self = node.settings();
        this.vertx = node.vertx();
        this.settings = settings;
        this.guard = new MapGuard(settings);
        this.files = files;
        this.grammar = new HostGrammar(self.domains(), self.regions());
        this.registry = node.registry();
        this.hosts = Set.of(self.domains().network(), self.advertisedHost().toLowerCase(Locale.ROOT));
        this.observatory = observatory;
        this.deployment = deployment;
    }

    public static Future<NetworkMap> start(NodeContext node, MapSettings settings) {
        Observatory observatory = new Observatory(node, settings.namesProjects());
        DeploymentOptions ownThread = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("map-" + node.settings().name())
                .setWorkerPoolSize(1);
        return node.vertx()
                .executeBlocking(MapFiles::read, false)
                .map(Objects::requireNonNull)
                .compose(files -> node.vertx()
                        .deployVerticle(observatory, ownThread)
                        .map(deployment -> new NetworkMap(node, settings, files, observatory, deployment)));
    }

    /** Notes a change of how requests are routed, to be shown among the last of them. Any thread; never waits. */
    public void note(String node, String what, String reason) {
        observatory.note(node, what, reason);
    }

    /** Answers an exchange that is for the map. @return whether it was one */
    public boolean answered(Exchange exchange) {
        RequestHead head = exchange.request();
        if (settings.access() == MapSettings.Access.OFF || !isRead(head) || !isOwn(head)) {
            return false;
        }
        try {
            return answered(exchange, head.path());
        } catch (Problem problem) {
            refuse(exchange, problem);
            return true;
        }
    }

    /** Ends every stream; of no effect the second time. */
    public Future<Void> close() {
        return vertx.deploymentIDs().contains(deployment) ? vertx.undeploy(deployment) : Future.succeededFuture();
    }

    private static boolean isRead(RequestHead head) {
        return head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD);
    }

    private boolean isOwn(RequestHead head) {
        String path = head.path();
        if (!path.equals("/") && !path.equals(DATA) && !path.startsWith(FILES)) {
            return false;
        }
        return switch (grammar.target(head.host(), registry.snapshot())) {
            case HostTarget.Api() -> true;
            case HostTarget.Unknown(String reason) -> hosts.contains(head.host());
            case HostTarget.RegionApi(String region) -> false;
            case HostTarget.FunctionLabel(String label) -> false;
            case HostTarget.FunctionInRegion(String label, String region) -> false;
            case HostTarget.CustomDomain custom -> false;
        };
    }

    private boolean answered(Exchange exchange, String path) {
        if (path.equals("/")) {
            return settings.isSeen() ? file(exchange, MapFiles.PAGE, 200) : file(exchange, MapFiles.HOW_TO_OPEN, 404);
        }
        if (!path.equals(DATA) && !path.equals(CHANGES)) {
            return file(exchange, path.substring(FILES.length()), 200);
        }
        if (!settings.isSeen()) {
            return false;
        }
        admit(exchange);
        if (path.equals(CHANGES) && exchange.request().method().equals(HttpMethod.GET)) {
            String lastId = exchange.request().header("last-event-id").orElse("");
            observatory.show(exchange, lastId, headers("text/event-stream", "no-store"));
        } else {
            observatory
                    .snapshot()
                    .onSuccess(body ->
                            respond(exchange, 200, headers("application/json; charset=UTF-8", "no-store"), body));
        }
        return true;
    }

    private void admit(Exchange exchange) {
        if (!guard.admits(exchange.request().header("authorization").orElse(""))) {
            throw Problem.of(ProblemType.ACCESS_FORBIDDEN, "The map asks for the password in router.map.password");
        }
    }

    private static void refuse(Exchange exchange, Problem problem) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (problem.isRetryable()) {
            headers.set("retry-after", "5");
        } else {
            headers.set("www-authenticate", MapGuard.CHALLENGE);
        }
        ProblemAnswer.give(exchange, problem, headers);
    }

    private boolean file(Exchange exchange, String name, int status) {
        return files.file(name)
                .map(file -> {
                    MultiMap headers = headers(file.type(), "no-cache").set("etag", file.tag());
                    boolean isHeld = exchange.request()
                            .header("if-none-match")
                            .filter(file.tag()::equals)
                            .isPresent();
                    if (isHeld && status == 200) {
                        exchange.respond(304, headers, 0).end();
                    } else {
                        respond(exchange, status, headers, file.body());
                    }
                    return true;
                })
                .orElse(false);
    }

    private static void respond(Exchange exchange, int status, MultiMap headers, Buffer body) {
        if (exchange.ended().isComplete()) {
            return;
        }
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.respond(status, headers, body.length()).end();
        } else {
            exchange.respond(status, headers, body);
        }
    }

    private static MultiMap headers(String type, String caching) {
        return MultiMap.caseInsensitiveMultiMap()
                .set("content-type", type)
                .set("cache-control", caching)
                .set("content-security-policy", POLICY)
                .set("x-content-type-options", "nosniff")
                .set("x-frame-options", "DENY")
                .set("referrer-policy", "no-referrer")
                .set("cross-origin-resource-policy", "same-origin");
    }
}
