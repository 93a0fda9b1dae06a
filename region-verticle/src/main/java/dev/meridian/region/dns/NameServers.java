package dev.meridian.region.dns;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FutureListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks name servers in their order: the next one where one fails or keeps silent, all of them twice where all do. Over
 * UDP with EDNS, and over TCP where an answer was cut off (RFC 7766). Aliases are followed, also where the server is not
 * a recursive one.
 *
 * <p>The messages are read and written on one thread of its own; outcomes come on the context that asked.
 */
public final class NameServers implements NameService {

    private static final int ROUNDS = 2;
    private static final int MOST_AT_ONCE = 256;
    private static final long LONGEST_SECONDS = 10;

    private final VertxInternal vertx;
    private final List<InetSocketAddress> servers;
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("meridian-dns", true), NioIoHandler.newFactory());
    private final DnsNameResolver resolver;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * @param servers at least one
     * @param patience for one server's answer to one message
     */
    public NameServers(Vertx vertx, List<InetSocketAddress> servers, Duration patience) {
        this.vertx = (VertxInternal) vertx;
        this.servers = List.copyOf(servers);
        this.resolver = new DnsNameResolverBuilder(loop.next())
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(patience.toMillis())
                .nameServerProvider(host -> DnsServerAddresses.sequential(servers).stream())
                .build();
    }

    @Override
    public Future<LookUp> ask(String name, RecordKind kind) {
        if (asked.incrementAndGet() > MOST_AT_ONCE) {
            asked.decrementAndGet();
            return Future.succeededFuture(new LookUp(
                    name,
                    kind,
                    shown(servers.getFirst()),
                    List.of(),
                    new Outcome.Failed("too many questions at once")));
        }
        return follow(Answer.plain(name), kind, List.of())
                .onComplete(done -> asked.decrementAndGet())
                .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                .otherwise(late -> new LookUp(name, kind, shown(servers.getFirst()), List.of(), new Outcome.Silent()));
    }

    /** Breaks off what is still asked. */
    public void close() {
        resolver.close();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Future<LookUp> follow(String name, RecordKind kind, List<String> before) {
        String end = before.isEmpty() ? name : before.getLast();
        return askEach(end, kind, 0).compose(reply -> switch (reply) {
            case Reply.Given(InetSocketAddress server, Answer answer) -> {
                Trail trail = Trail.of(name, before, answer);
                yield trail.goesOn()
                        ? follow(name, kind, trail.aliases())
                        : Future.succeededFuture(
                                new LookUp(name, kind, shown(server), trail.aliases(), trail.outcome()));
            }
            case Reply.None(InetSocketAddress server, Outcome outcome) ->
                Future.succeededFuture(new LookUp(name, kind, shown(server), before, outcome));
        });
    }

    /** @param attempt counts over all rounds */
    private Future<Reply> askEach(String name, RecordKind kind, int attempt) {
        InetSocketAddress server = servers.get(attempt % servers.size());
        return askOne(server, name, kind)
                .compose(reply -> reply instanceof Reply.None && attempt + 1 < ROUNDS * servers.size()
                        ? askEach(name, kind, attempt + 1)
                        : Future.succeededFuture(reply));
    }

    private Future<Reply> askOne(InetSocketAddress server, String name, RecordKind kind) {
        DnsQuestion question;
        try {
            question = new DefaultDnsQuestion(name + ".", kind.type());
        } catch (IllegalArgumentException unaskable) {
            return Future.succeededFuture(new Reply.None(server, new Outcome.NoName()));
        }
        Promise<AddressedEnvelope<DnsResponse, InetSocketAddress>> received =
                vertx.getOrCreateContext().promise();
        resolver.query(server, question).addListener((FutureListener<AddressedEnvelope<DnsResponse, InetSocketAddress>>)
                done -> {
                    if (done.isSuccess()) {
                        received.complete(done.getNow());
                    } else {
                        received.fail(done.cause());
                    }
                });
        return received.future()
                .map(envelope -> read(server, envelope, kind))
                .otherwise(failure -> new Reply.None(server, outcome(failure)));
    }

    private static Reply read(
            InetSocketAddress server, AddressedEnvelope<DnsResponse, InetSocketAddress> envelope, RecordKind kind) {
        try {
            DnsResponseCode code = envelope.content().code();
            return code.equals(DnsResponseCode.NOERROR) || code.equals(DnsResponseCode.NXDOMAIN)
                    ? new Reply.Given(server, Answer.of(envelope.content(), kind))
                    : new Reply.None(server, new Outcome.Failed(code.toString()));
        } finally {
            envelope.release();
        }
    }

    private static Outcome outcome(Throwable failure) {
        return failure instanceof DnsNameResolverTimeoutException
                ? new Outcome.Silent()
                : new Outcome.Failed("no answer to read");
    }

    private static String shown(InetSocketAddress server) {
        return NetUtil.toSocketAddressString(server);
    }

    /** What came of one message to one server. */
    private sealed interface Reply {

        record Given(InetSocketAddress server, Answer answer) implements Reply {}

        record None(InetSocketAddress server, Outcome outcome) implements Reply {}
    }
}
