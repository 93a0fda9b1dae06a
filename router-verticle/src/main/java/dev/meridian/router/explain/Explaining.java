package dev.meridian.router.explain;

import dev.meridian.core.grpc.CallDoor;
import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.http.Authority;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.route.v1.ResolveRequest;
import dev.meridian.proto.route.v1.ResolveResponse;
import dev.meridian.proto.route.v1.RouterGrpcService;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.geo.Place;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.RouteQuery;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Answers questions about routing, over HTTP and gRPC. Safe for use by many threads. */
public final class Explaining {

    private static final String DOOR = "/.meridian/";

    /** Watches that may be under way at once. */
    private static final int WATCHES_MOST = 1_000;

    /** A watch ends after that, and is begun anew by who still wants it. */
    private static final Duration LONGEST_WATCH = Duration.ofHours(1);

    /**
     * How requests are planned.
     *
     * @param plan as it is done for each of them
     * @param explain the same way, with every node as a candidate
     */
    public record Plans(Function<RouteQuery, RoutePlan> plan, Function<RouteQuery, RoutePlan> explain) {}

    private final Vertx vertx;
    private final Locator locator;
    private final Plans plans;
    private final Topology topology;

    public Explaining(Vertx vertx, Locator locator, Plans plans, Topology topology) {
        this.vertx = vertx;
        this.locator = locator;
        this.plans = plans;
        this.topology = topology;
    }

    /** Answers an exchange that asks about routing. @return whether it was one */
    public boolean answered(Exchange exchange) {
        RequestHead head = exchange.request();
        if (!head.path().startsWith(DOOR)) {
            return false;
        }
        try {
            answer(exchange, body(exchange));
        } catch (Problem problem) {
            ProblemAnswer.give(exchange, problem);
        }
        return true;
    }

    /** {@code route.v1.Router}. */
    public Service service() {
        return Service.service(RouterGrpcService.SERVICE_NAME, RouterGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        RouterGrpcService.Resolve,
                        CallDoor.whole(
                                RouterGrpcService.Resolve,
                                WATCHES_MOST,
                                false,
                                call -> Future.succeededFuture(resolve(call.request())))::take)
                .bind(
                        RouterGrpcService.Watch,
                        CallDoor.inParts(
                                RouterGrpcService.Watch,
                                WATCHES_MOST,
                                false,
                                LONGEST_WATCH,
                                (call, parts) -> new Watching(
                                                vertx,
                                                request -> plans.plan().apply(query(request)),
                                                this::resolve,
                                                call.request(),
                                                parts)
                                        .begin())::take)
                .build();
    }

    private JsonObject body(Exchange exchange) {
        RequestHead head = exchange.request();
        boolean reads = head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD);
        String question = reads ? head.path().substring(DOOR.length()) : "";
        return switch (question) {
            case "route" -> Rendering.json(resolve(asked(exchange)));
            case "nodes" -> Rendering.nodes(topology.nodes());
            default ->
                throw Problem.of(
                        ProblemType.ROUTE_NOT_FOUND, "Ask GET /.meridian/route?host=&ip=&path= or /.meridian/nodes");
        };
    }

    private ResolveResponse resolve(ResolveRequest request) {
        RouteQuery query = query(request);
        Place place = query.client().place();
        return Rendering.message(plans.explain().apply(query), place, locator.attribution(place));
    }

    private RouteQuery query(ResolveRequest request) {
        return new RouteQuery(
                Authority.host(request.getHost()),
                request.getMethod().isEmpty() ? "GET" : request.getMethod(),
                request.getPath().isEmpty() ? "/" : request.getPath(),
                request.getProject().isEmpty() ? NamedProject.CONSOLE : request.getProject(),
                request.getRegion(),
                locator.locate(request.getClientIp()));
    }

    /** What the query asks; host and address are the asker's own when it names none. */
    private static ResolveRequest asked(Exchange exchange) {
        Map<String, List<String>> parameters;
        try {
            parameters = new QueryStringDecoder(exchange.request().uri()).parameters();
        } catch (IllegalArgumentException malformed) {
            throw Problem.upstream(ProblemType.BAD_REQUEST, "The query is not well-formed", false, malformed);
        }
        return ResolveRequest.newBuilder()
                .setHost(first(parameters, "host").orElse(exchange.request().authority()))
                .setClientIp(
                        first(parameters, "ip").orElse(exchange.provenance().clientAddress()))
                .setMethod(first(parameters, "method").orElse(""))
                .setPath(first(parameters, "path").orElse(""))
                .setProject(first(parameters, "project").orElse(""))
                .setRegion(first(parameters, "region").orElse(""))
                .build();
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst).filter(value -> !value.isEmpty());
    }

    private static void answer(Exchange exchange, JsonObject body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set("content-type", "application/json; charset=UTF-8")
                .set("cache-control", "no-store");
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.respond(200, headers, body.toBuffer().length()).end();
        } else {
            exchange.respond(200, headers, body.toBuffer());
        }
    }
}
