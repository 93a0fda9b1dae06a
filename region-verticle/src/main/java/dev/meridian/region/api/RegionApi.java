package dev.meridian.region.api;

import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.ServerTiming;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import dev.meridian.region.release.Release;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The region's one door for API requests, whichever way they came in.
 *
 * <p>A request goes through these phases: route, admit (who calls, on which project), check the origin and the scope and
 * whether an answer may go to the node that asks, read the body, answer, respond. The first that refuses decides the
 * reply. Safe for use by many event loops.
 */
public final class RegionApi implements Handler<Exchange> {

    /** The contract's version that this server speaks. */
    public static final String VERSION = "2.3.0";

    private static final String PROJECT = "X-Appwrite-Project";

    private static final ProblemType MORE_FACTORS = new ProblemType("user_more_factors_required", 401);

    private static final Logger log = LoggerFactory.getLogger(RegionApi.class);

    private final String site;
    private final RouteTable routes;
    private final Gate gate;
    private final Release release;
    private final Origins origins;
    private final Workflows workflows;
    private final int mostInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * @param site code of the region
     * @param hosts whose pages may call: names, or {@code *.name} for all below one
     * @param mostInFlight how many requests are worked on at once; more are refused
     */
    public RegionApi(
            String site,
            List<? extends ApiFeature> features,
            Gate gate,
            Release release,
            List<String> hosts,
            Workflows workflows,
            int mostInFlight) {
        Routes declared = new Routes();
        features.forEach(feature -> feature.routes(declared));
        this.site = site;
        this.routes = declared.table();
        this.gate = gate;
        this.release = release;
        this.origins = new Origins(hosts);
        this.workflows = workflows;
        this.mostInFlight = mostInFlight;
    }

    @Override
    public void handle(Exchange exchange) {
        long began = System.nanoTime();
        inFlight.incrementAndGet();
        exchange.ended().onComplete(ended -> inFlight.decrementAndGet());
        AtomicBoolean isPlatform = new AtomicBoolean();
        bounded(exchange.deadline(), answer(exchange, isPlatform))
                .otherwise(failure -> refusal(exchange, failure))
                .onSuccess(reply -> respond(exchange, reply, isPlatform.get(), began));
    }

    /** How many requests are being worked on. */
    public int inFlight() {
        return inFlight.get();
    }

    /** @param isPlatform set once the request is known to come from a platform of the project */
    private Future<ApiReply> answer(Exchange exchange, AtomicBoolean isPlatform) {
        try {
            RequestHead head = onTarget(exchange);
            if (head.method().equals(HttpMethod.OPTIONS)) {
                return Future.succeededFuture(ApiReply.empty());
            }
            if (inFlight.get() > mostInFlight) {
                return Future.failedFuture(Problem.overloaded("The region has as many requests as it takes"));
            }
            return routes.match(head.method(), head.path())
                    .map(match -> admit(exchange, head, match, isPlatform))
                    .orElseGet(() -> Future.failedFuture(noRoute()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * The head as it counts. What the way here has found out comes before what the client says: under a project's own
     * domain every request is for that project, and an edge keeps the response as that project's.
     */
    private static RequestHead onTarget(Exchange exchange) {
        RequestHead head = exchange.request();
        String target = exchange.provenance().project();
        return target.isEmpty() || target.equals(NamedProject.of(head))
                ? head
                : head.withHeaders(MultiMap.caseInsensitiveMultiMap()
                        .addAll(head.headers())
                        .set(PROJECT, target));
    }

    private Future<ApiReply> admit(
            Exchange exchange, RequestHead head, RouteTable.Match match, AtomicBoolean isPlatform) {
        Query query = Query.parse(head.query());
        Route route = match.route();
        Optional<String> pathProject =
                Optional.ofNullable(route.projectInPath() ? match.path().get("projectId") : null);
        Future<Gate.Admission> admitted = route.admitted()
                ? gate.admit(head, query, pathProject)
                : Future.succeededFuture(new Gate.Admission("", new Caller.Guest()));
        return admitted.map(found -> whole(route, found)).compose(admission -> {
            isPlatform.set(admission.isFromPlatform());
            origins.check(head, admission);
            requireOn(admission, head.path());
            admission.caller().require(route.scopes());
            Future<Buffer> body = route.maxBody() == 0
                    ? Future.succeededFuture(Buffer.buffer())
                    : BodyReader.read(exchange, route.maxBody());
            return release.answer(exchange.sender(), admission.project())
                    .compose(terms -> body.compose(whole ->
                                    run(route, new ApiRequest(exchange, admission, match.path(), query, whole)))
                            .recover(failure -> refused(route, failure))
                            .map(reply -> onTerms(reply, terms)));
        });
    }

    /** Who lacks a factor is themselves where factors are proved, and is told so everywhere else. */
    private static Gate.Admission whole(Route route, Gate.Admission admission) {
        if (!(admission.caller() instanceof Caller.Halfway(Caller.User user))) {
            return admission;
        }
        if (!route.halfway()) {
            throw Problem.of(MORE_FACTORS, "More factors are required to complete the sign in process");
        }
        return new Gate.Admission(admission.project(), user, admission.access());
    }

    /** Parts of the API are named by what paths begin with, after the version. */
    private static void requireOn(Gate.Admission admission, String path) {
        String[] segments = path.split("/", 4);
        String service = segments.length > 2 ? segments[2] : "";
        admission.requireProtocol(service.equals("graphql") ? service : "rest");
        admission.requireService(service);
    }

    /** A node that may pass an answer on and not keep it is told so (RFC 9213); clients are not concerned. */
    private static ApiReply onTerms(ApiReply reply, Release.Terms terms) {
        if (!terms.mayCache()) {
            reply.headers().set("CDN-Cache-Control", "no-store");
        }
        return reply;
    }

    private Future<ApiReply> run(Route route, ApiRequest request) {
        return switch (route.target()) {
            case Route.Target.OnEventLoop(ApiHandler handler) -> handler.answer(request);
            case Route.Target.OnVirtualThread(ApiWorkflow workflow) -> workflows.run(() -> workflow.answer(request));
        };
    }

    /** A refusal of a route, in the words of its callers. */
    private static <T> Future<T> refused(Route route, Throwable failure) {
        return Future.failedFuture(
                failure instanceof Problem problem ? route.words().apply(problem) : failure);
    }

    private static <T> Future<T> bounded(Deadline deadline, Future<T> answer) {
        if (deadline.isNever() || answer.isComplete()) {
            return answer;
        }
        return answer.timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        deadline.hasPassed()
                                ? Problem.of(ProblemType.DEADLINE_EXCEEDED, "The request took longer than it may")
                                : failure));
    }

    private ApiReply refusal(Exchange exchange, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.type().equals(ProblemType.SERVER_ERROR) && !exchange.ended().isComplete()) {
            log.atError()
                    .addKeyValue("method", exchange.request().method())
                    .addKeyValue("path", exchange.request().path())
                    .addKeyValue("trace", exchange.provenance().trace().traceId())
                    .setCause(problem.getCause())
                    .log("A request failed");
        }
        return ProblemReply.of(problem);
    }

    private void respond(Exchange exchange, ApiReply reply, boolean isPlatform, long began) {
        if (exchange.isResponded() || exchange.ended().isComplete()) {
            return;
        }
        RequestHead head = exchange.request();
        MultiMap headers = reply.headers();
        origins.describe(head, isPlatform, headers);
        headers.set(HttpHeaders.SERVER, "Appwrite")
                .set("X-Content-Type-Options", "nosniff")
                .set("Meridian-Region", site)
                .add("Server-Timing", ServerTiming.metric("region", System.nanoTime() - began));
        if (head.scheme().equals("https")) {
            headers.set("Strict-Transport-Security", "max-age=10886400");
        }
        send(exchange, reply, head.method().equals(HttpMethod.HEAD))
                .onFailure(gone -> log.atDebug().setCause(gone).log("A caller went away before its reply was sent"));
    }

    private static Future<Void> send(Exchange exchange, ApiReply reply, boolean headOnly) {
        return switch (reply) {
            case ApiReply.Whole(int status, MultiMap headers, Buffer body) ->
                headOnly
                        ? exchange.respond(status, headers, body.length()).end()
                        : exchange.respond(status, headers, body);
            case ApiReply.Streamed streamed -> {
                WriteStream<Buffer> sink =
                        exchange.respond(streamed.status(), streamed.headers(), streamed.contentLength());
                yield headOnly
                        ? sink.end()
                        : streamed.body().pipe().endOnFailure(false).to(sink).onFailure(broken -> exchange.abort());
            }
        };
    }

    private static Problem noRoute() {
        return Problem.of(
                ProblemType.ROUTE_NOT_FOUND, "The requested route was not found. Please refer to the API docs");
    }
}
