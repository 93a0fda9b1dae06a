package dev.meridian.edge.origin;

import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.FieldValues;
import dev.meridian.core.http.HopByHop;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.Origin;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;

/**
 * An HTTP origin on behalf of one exchange. A request that may be repeated is sent once more if its connection, used
 * before, turned out to be closed before anything was answered; no other is.
 */
final class HttpOrigin implements Origin {

    private static final String VIA = "1.1 meridian";
    private static final String LOOP = "cdn-loop";
    /** Bytes of a body that is kept so that it can be sent again. */
    private static final int MOST_KEPT = 64 << 10;

    private final Vertx vertx;
    private final HttpOrigins origins;
    private final HttpOriginSettings settings;
    private final Exchange exchange;
    private final OriginAddress address;

    HttpOrigin(
            Vertx vertx, HttpOrigins origins, HttpOriginSettings settings, Exchange exchange, OriginAddress address) {
        this.vertx = vertx;
        this.origins = origins;
        this.settings = settings;
        this.exchange = exchange;
        this.address = address;
    }

    @Override
    public Future<Fetched> fetch(RequestHead head) {
        return begin(head, Sending.NOTHING, true);
    }

    @Override
    public Future<RelayResponse> pass() {
        RequestHead head = exchange.request();
        return sending(head)
                .compose(body -> begin(head, body, head.isIdempotent() && !(body instanceof Sending.Stream)))
                .map(fetched -> {
                    exchange.ended().onFailure(gone -> fetched.cancel().run());
                    return fetched.response();
                });
    }

    /** A request's body on its way to the origin. */
    private sealed interface Sending {

        Sending NOTHING = new Whole(Buffer.buffer());

        /** Small enough to be sent again. */
        record Whole(Buffer bytes) implements Sending {}

        record Stream() implements Sending {}

        /** What comes after the answer, if that is to speak another protocol. */
        record Switching() implements Sending {}
    }

    private Future<Sending> sending(RequestHead head) {
        if (head.isUpgrade()) {
            return Future.succeededFuture(new Sending.Switching());
        }
        if (head.contentLength() == 0) {
            return Future.succeededFuture(Sending.NOTHING);
        }
        if (!head.isIdempotent() || head.contentLength() < 0 || head.contentLength() > MOST_KEPT) {
            return Future.succeededFuture(new Sending.Stream());
        }
        Promise<Sending> whole = Promise.promise();
        Buffer bytes = Buffer.buffer((int) head.contentLength());
        exchange.body()
                .exceptionHandler(whole::tryFail)
                .handler(bytes::appendBuffer)
                .endHandler(ended -> whole.tryComplete(new Sending.Whole(bytes)))
                .resume();
        return whole.future();
    }

    private Future<Fetched> begin(RequestHead head, Sending body, boolean mayRepeat) {
        if (isOurs(head)) {
            return Future.failedFuture(
                    Problem.of(ProblemType.LOOP_DETECTED, "The origin leads back to where the request came from."));
        }
        return origins.open(address, options(head), body instanceof Sending.Switching)
                .compose(request -> {
                    boolean used = origins.isUsed(request.connection());
                    Future<Fetched> answered = carry(head, request, body);
                    return mayRepeat && used
                            ? answered.recover(failure ->
                                    isBrokenOff(failure) ? begin(head, body, false) : Future.failedFuture(failure))
                            : answered;
                });
    }

    /** Whether a request has passed here before (RFC 8586); parameters may follow each name. */
    private boolean isOurs(RequestHead head) {
        return head.headers().getAll(LOOP).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(name -> name.split(";", 2)[0].strip().equals(settings.name()));
    }

    private static boolean isBrokenOff(Throwable failure) {
        return failure instanceof Problem problem && problem.type().equals(ProblemType.ORIGIN_UNREACHABLE);
    }

    private RequestOptions options(RequestHead head) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        FieldValues.copy(head.headers(), headers);
        if (head.isUpgrade()) {
            headers.set("connection", "Upgrade");
        }
        headers.add("via", VIA);
        headers.add(LOOP, settings.name());
        headers.add("x-forwarded-for", exchange.provenance().clientAddress());
        headers.set("x-forwarded-proto", head.scheme());
        headers.set("x-forwarded-host", head.authority());
        headers.set("host", settings.keepsHost() ? head.authority() : address.authority());
        return new RequestOptions()
                .setMethod(head.method())
                .setSsl(address.secure())
                .setHost(address.host())
                .setPort(address.port())
                .setURI(head.uri())
                .setHeaders(headers)
                .setConnectTimeout(settings.connect().toMillis());
    }

    private Future<Fetched> carry(RequestHead head, HttpClientRequest request, Sending body) {
        ResponseGuard.hear(request, exchange);
        Promise<Fetched> answered = Promise.promise();
        long timer = vertx.setTimer(settings.answer().toMillis(), ignored -> {
            answered.tryFail(
                    Problem.upstream(ProblemType.ORIGIN_TIMEOUT, "The origin did not answer in time.", false, null));
            request.reset();
        });
        (body instanceof Sending.Switching ? switching(request) : request.response())
                .onComplete(ignored -> vertx.cancelTimer(timer))
                .onSuccess(response -> answered.tryComplete(fetched(head, request, response)))
                .onFailure(failure -> answered.tryFail(HttpOrigins.unreachable(failure)));
        switch (body) {
            case Sending.Switching switching -> {}
            case Sending.Whole whole when whole.bytes().length() == 0 -> request.end();
            case Sending.Whole whole -> request.end(whole.bytes());
            case Sending.Stream stream -> stream(head, request);
        }
        return answered.future();
    }

    /** Sends a request for another protocol, which has no end before its answer. */
    private static Future<HttpClientResponse> switching(HttpClientRequest request) {
        // Vert.x takes the end of what was switched to for a failure of the request; the socket tells of it.
        return request.exceptionHandler(ended -> {}).connect();
    }

    private void stream(RequestHead head, HttpClientRequest request) {
        if (head.contentLength() < 0) {
            request.setChunked(true);
        }
        exchange.body().pipe().endOnFailure(false).to(request).onFailure(broken -> request.reset());
        exchange.ended().onFailure(gone -> request.reset());
    }

    private Fetched fetched(RequestHead head, HttpClientRequest request, HttpClientResponse response) {
        if (response.statusCode() == Exchange.SWITCHING_PROTOCOLS) {
            return switched(response);
        }
        response.pause().exceptionHandler(untilItIsRead -> {});
        if (head.isUpgrade()) {
            exchange.ended().onComplete(ended -> request.connection().close());
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
        HopByHop.remove(headers);
        return new Fetched(
                new RelayResponse(response.statusCode(), headers, contentLength(head, response), response),
                request::reset);
    }

    /** What the user sends from here on is sent on, what the origin sends is the response's body. */
    private Fetched switched(HttpClientResponse response) {
        NetSocket socket = response.netSocket();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
        HopByHop.remove(headers);
        exchange.switched().pipe().endOnFailure(false).to(socket).onFailure(broken -> socket.close());
        return new Fetched(new RelayResponse(response.statusCode(), headers, -1, socket.pause()), () -> socket.close());
    }

    private static long contentLength(RequestHead head, HttpClientResponse response) {
        String length = response.getHeader("content-length");
        if (length != null && length.matches("\\d{1,18}")) {
            return Long.parseLong(length);
        }
        boolean bodyless = response.statusCode() == 204 || response.statusCode() == 304;
        return bodyless && !head.method().equals(HttpMethod.HEAD) ? 0 : -1;
    }
}
