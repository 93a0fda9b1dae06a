package dev.meridian.region.mail;

import dev.meridian.core.net.AddressGuard;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands letters to mail servers (RFC 5321), on an event loop of its own whoever calls. What a server says when it refuses
 * stays in the node's log.
 */
public final class Mailer {

    /** What a server's refusal, or its absence, is told as. */
    public static final ProblemType REFUSED = new ProblemType("project_smtp_config_invalid", 400);

    private static final Logger log = LoggerFactory.getLogger(Mailer.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final long ANSWER_SECONDS = 10;
    private static final String READY = "220";

    /** By name and password only, the safest first. */
    private static final String LOG_INS = "CRAM-SHA256 CRAM-SHA1 CRAM-MD5 PLAIN LOGIN";

    private final Vertx vertx;
    private final AddressGuard guard;
    private final Context context;
    private final String name;

    /**
     * @param guard tells which addresses mail may be sent to
     * @param name by which the node introduces itself
     */
    public Mailer(Vertx vertx, AddressGuard guard, String name) {
        this.vertx = vertx;
        this.guard = guard;
        this.context = vertx.getOrCreateContext();
        this.name = name;
    }

    /** Succeeds once the server has taken the letter; fails with {@code project_smtp_config_invalid}. */
    public Future<Void> send(MailServer server, Letter letter) {
        return onOwnContext(() -> address(server).compose(address -> deliver(server, address, letter)));
    }

    private Future<Void> deliver(MailServer server, String address, Letter letter) {
        MailClient client = MailClient.create(vertx, config(server, address));
        return client.sendMail(message(letter))
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .onComplete(done -> client.close())
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(refused(server, failure)));
    }

    private <T> Future<T> onOwnContext(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ready -> {
            try {
                work.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    /** Succeeds if a mail server answers there; fails with {@code project_smtp_config_invalid}. */
    public Future<Void> greet(MailServer server) {
        return onOwnContext(() -> address(server).compose(address -> connect(server, address)));
    }

    /**
     * What is connected to: an address that was found allowed; or the name, if the server has to prove with a certificate
     * that it is its own.
     */
    private Future<String> address(MailServer server) {
        return guard.addresses(server.host())
                .map(found -> server.security().isEmpty() ? found.getFirst().getHostAddress() : server.host())
                .recover(failure -> Future.failedFuture(refused(server, failure)));
    }

    private Future<Void> connect(MailServer server, String address) {
        boolean isSecure = server.security().equals("ssl");
        NetClient client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setSsl(isSecure)
                .setHostnameVerificationAlgorithm(isSecure ? "HTTPS" : ""));
        return client.connect(server.port(), address)
                .compose(Mailer::greeting)
                .timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> client.close())
                .recover(failure -> Future.failedFuture(refused(server, failure)));
    }

    private static Future<Void> greeting(NetSocket socket) {
        return Future.<String>future(first -> {
                    socket.handler(bytes -> first.tryComplete(bytes.toString(StandardCharsets.US_ASCII)));
                    socket.exceptionHandler(first::tryFail);
                    socket.endHandler(ended -> first.tryFail("The server said nothing"));
                })
                .compose(said -> said.startsWith(READY)
                        ? socket.write("QUIT\r\n")
                        : Future.failedFuture(
                                "This is no mail server: it began with " + said.length() + " other characters"));
    }

    private MailConfig config(MailServer server, String address) {
        boolean hasLogin = !server.username().isEmpty();
        MailConfig config = new MailConfig()
                .setHostname(address)
                .setPort(server.port())
                .setOwnHostname(name)
                .setSsl(server.security().equals("ssl"))
                .setStarttls(server.security().equals("tls") ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setLogin(hasLogin ? LoginOption.REQUIRED : LoginOption.DISABLED)
                .setAuthMethods(LOG_INS)
                .setKeepAlive(false)
                .setMaxPoolSize(1);
        config.setConnectTimeout(CONNECT_MILLIS);
        return hasLogin ? config.setUsername(server.username()).setPassword(server.password()) : config;
    }

    private static MailMessage message(Letter letter) {
        MailMessage message = new MailMessage()
                .setFrom(letter.from().header())
                .setTo(letter.to())
                .setSubject(letter.subject())
                .setHtml(letter.html());
        return letter.replyTo().email().isEmpty()
                ? message
                : message.addHeader("Reply-To", letter.replyTo().header());
    }

    private static Problem refused(MailServer server, Throwable failure) {
        log.atInfo().addKeyValue("server", server).setCause(failure).log("A project's mail server did not take mail");
        return Problem.of(
                REFUSED,
                "The mail server at " + server + " cannot be reached, or does not take mail with these settings");
    }
}
