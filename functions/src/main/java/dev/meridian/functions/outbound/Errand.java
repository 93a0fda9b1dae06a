package dev.meridian.functions.outbound;

import dev.meridian.core.http.HopByHop;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.FetchRequest;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request for a function, from its sending to the end of its response. Confined to one context. */
final class Errand {

    private static final Logger log = LoggerFactory.getLogger(Errand.class);

    /** What the node says itself. */
    private static final Set<String> OURS = Set.of("host", "content-length", "expect", Hops.HEADER);

    private static final int MOST_HEADERS = 200;

    private final Outbound outbound;
    private final Context context;
    private final Message.Fetch fetch;
    private final Errands.Caller caller;
    private final BiConsumer<Errand, Message.ToProgram> news;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean isOver;

    Errand(
            Outbound outbound,
            Context context,
            Message.Fetch fetch,
            Errands.Caller caller,
            BiConsumer<Errand, Message.ToProgram> news) {
        this.outbound = outbound;
        this.context = context;
        this.fetch = fetch;
        this.caller = caller;
        this.news = news;
    }

    long number() {
        return fetch.fetch();
    }

    long call() {
        return caller.call();
    }

    void start() {
        FetchRequest asked = fetch.request();
        Target target = Target.of(asked.url()).orElse(null);
        if (target == null || !HeaderLine.isToken(asked.method()) || !isWellFormed(asked.headers())) {
            fail("The request cannot be sent as it is.", null);
            return;
        }
        boolean isOwn = Target.of(caller.endpoint()).filter(target::isWithin).isPresent();
        if (isOwn) {
            caller.home().run();
        }
        outbound.open(target, options(target), isOwn)
                .onSuccess(opened -> here(() -> send(opened)))
                .onFailure(failure -> here(() -> fail("The server could not be reached.", failure)));
    }

    /** Script has checked them, but may have replaced what it checks with. */
    private static boolean isWellFormed(List<HeaderLine> headers) {
        return headers.size() <= MOST_HEADERS && headers.stream().allMatch(HeaderLine::isWellFormed);
    }

    private RequestOptions options(Target target) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (HeaderLine line : fetch.request().headers()) {
            if (!OURS.contains(line.name().toLowerCase(Locale.ROOT))) {
                headers.add(line.name(), line.value());
            }
        }
        HopByHop.remove(headers);
        headers.set("host", target.authority());
        headers.set(Hops.HEADER, Hops.after(caller.hops()));
        if (!headers.contains("accept-encoding")) {
            headers.set("accept-encoding", "identity");
        }
        if (!headers.contains("user-agent")) {
            headers.set("user-agent", "meridian-functions");
        }
        if (!headers.contains("accept")) {
            headers.set("accept", "*/*");
        }
        return new RequestOptions()
                .setMethod(HttpMethod.valueOf(fetch.request().method()))
                .setSsl(target.isSecure())
                .setHost(target.host())
                .setPort(target.port())
                .setURI(target.uri())
                .setHeaders(headers);
    }

    private void send(HttpClientRequest opened) {
        if (isOver) {
            opened.reset();
            return;
        }
        request = opened;
        opened.response()
                .onSuccess(answer -> {
                    answer.pause();
                    here(() -> answered(answer));
                })
                .onFailure(failure -> here(() -> fail("The server did not answer.", failure)));
        FetchRequest asked = fetch.request();
        if (asked.isStreamed()) {
            opened.setChunked(true);
            tell(new Message.FetchReady(caller.launch(), number()));
        } else if (asked.body().length > 0) {
            opened.end(Buffer.buffer(asked.body()));
        } else {
            if (asked.method().equals("POST")
                    || asked.method().equals("PUT")
                    || asked.method().equals("PATCH")) {
                opened.putHeader("content-length", "0");
            }
            opened.end();
        }
    }

    /** The next piece of a body that is streamed; it was asked for by {@link Message.FetchReady}. */
    void write(Message.FetchWrite piece) {
        HttpClientRequest open = request;
        if (open == null) {
            return;
        }
        if (piece.isLast()) {
            open.end();
        } else {
            open.write(Buffer.buffer(piece.bytes()))
                    .onSuccess(written -> here(() -> tell(new Message.FetchReady(caller.launch(), number()))))
                    .onFailure(failure -> here(() -> fail("The body could not be sent.", failure)));
        }
    }

    private void answered(HttpClientResponse answer) {
        if (isOver) {
            return;
        }
        response = answer;
        answer.exceptionHandler(failure -> here(() -> fail("The response broke off.", failure)));
        answer.handler(piece -> {
            byte[] bytes = piece.getBytes();
            here(() -> tell(new Message.FetchPiece(caller.launch(), number(), bytes, false)));
        });
        answer.endHandler(ended -> here(() -> {
            isOver = true;
            tell(new Message.FetchPiece(caller.launch(), number(), new byte[0], true));
        }));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(answer.headers());
        HopByHop.remove(headers);
        List<HeaderLine> lines = headers.entries().stream()
                .map(line -> new HeaderLine(line.getKey().toLowerCase(Locale.ROOT), line.getValue()))
                .toList();
        String reason = answer.statusMessage() == null ? "" : answer.statusMessage();
        tell(new Message.FetchHead(caller.launch(), number(), answer.statusCode(), reason, lines));
    }

    /** One more piece of the response is wanted. */
    void pull() {
        HttpClientResponse open = response;
        if (open != null) {
            open.fetch(1);
        }
    }

    void cancel() {
        isOver = true;
        if (request != null) {
            request.reset();
        }
    }

    private void fail(String reason, @Nullable Throwable cause) {
        if (isOver) {
            return;
        }
        isOver = true;
        if (request != null) {
            request.reset();
        }
        log.atDebug().setCause(cause).log("What a function fetched has failed");
        tell(new Message.FetchFailed(caller.launch(), number(), reason));
    }

    private void tell(Message.ToProgram what) {
        news.accept(this, what);
    }

    /** The client's callbacks come on the context that its call was made on, or on any other before a connection is there. */
    private void here(Runnable action) {
        context.runOnContext(ignored -> action.run());
    }
}
