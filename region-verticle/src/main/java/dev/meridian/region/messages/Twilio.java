package dev.meridian.region.messages;

import dev.meridian.core.config.Secret;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text messages by Twilio's API of 2010-04-01, resource Messages, on an event loop of its own whoever calls. What it says when
 * it refuses stays in the node's log as a status: a body may repeat the message.
 */
public final class Twilio implements TextSender {

    /** What is told where nothing can be sent. */
    public static final ProblemType DISABLED = new ProblemType("general_phone_disabled", 503);

    private static final Logger log = LoggerFactory.getLogger(Twilio.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final long ANSWER_SECONDS = 10;
    private static final int CONNECTIONS = 8;
    private static final int WAITING = 256;
    private static final int CREATED = 201;

    private final HttpClient client;
    private final Context context;
    private final TextSettings settings;
    private final String authorization;

    private Twilio(Vertx vertx, TextSettings settings, Secret token) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((settings.account() + ":" + token.value()).getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing where the operator has named no account. */
    public static Optional<TextSender> of(Vertx vertx, TextSettings settings) {
        return settings.account().isEmpty() || settings.from().isEmpty()
                ? Optional.empty()
                : settings.token().map(token -> new Twilio(vertx, settings, token));
    }

    @Override
    public Future<Void> send(String number, String text) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ready -> {
            try {
                post(number, text).onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private Future<Void> post(String number, String text) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(
                        settings.url() + "/2010-04-01/Accounts/" + encoded(settings.account()) + "/Messages.json")
                .setConnectTimeout(CONNECT_MILLIS)
                .putHeader("Authorization", authorization)
                .putHeader("Content-Type", "application/x-www-form-urlencoded");
        String form = "To=" + encoded(number) + "&From=" + encoded(settings.from()) + "&Body=" + encoded(text);
        return client.request(request)
                .compose(asked -> status(asked, form))
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .compose(status ->
                        status == CREATED ? Future.<Void>succeededFuture() : Future.failedFuture("status " + status))
                .recover(failure -> Future.failedFuture(refused(failure)));
    }

    private static Future<Integer> status(HttpClientRequest request, String form) {
        return request.send(Buffer.buffer(form)).compose(answer -> answer.end().map(answer.statusCode()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Problem refused(Throwable failure) {
        log.atWarn()
                .setCause(failure)
                .log("A text message was not taken; see that the account with Twilio is in order");
        return Problem.upstream(DISABLED, "Text messages cannot be sent just now", true, failure);
    }
}
