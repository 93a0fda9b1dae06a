package dev.meridian.region.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.util.NetUtil;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real authoritative name server on a port of its own, over UDP and TCP, whose records a test changes as it goes. */
public final class TestingDns implements AutoCloseable {

    private record Entry(DnsRecordType type, Buffer data) {}

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, List<Entry>> names = new ConcurrentHashMap<>();
    private final Map<String, DnsResponseCode> failing = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> large = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Channel tcp;
    private final Channel udp;

    private TestingDns() throws InterruptedException {
        tcp = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new OverTcp());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        udp = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<NioDatagramChannel>() {
                    @Override
                    protected void initChannel(NioDatagramChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new OverUdp());
                    }
                })
                .bind("127.0.0.1", address().getPort())
                .sync()
                .channel();
    }

    public static TestingDns start() {
        try {
            return new TestingDns();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.localAddress();
    }

    /** Adds A or AAAA records. */
    public TestingDns addresses(String name, String... addresses) {
        for (String text : addresses) {
            byte[] bytes = Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(text));
            add(name, bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA, bytes);
        }
        return this;
    }

    public TestingDns alias(String name, String target) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String label : target.split("\\.", -1)) {
            characters(data, label);
        }
        data.write(0);
        return add(name, DnsRecordType.CNAME, data.toByteArray());
    }

    /** Adds one TXT record of several character strings. */
    public TestingDns text(String name, String... parts) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String part : parts) {
            characters(data, part);
        }
        return add(name, DnsRecordType.TXT, data.toByteArray());
    }

    public TestingDns authority(String name, String tag, String value) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(0);
        characters(data, tag);
        data.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        return add(name, DnsRecordType.CAA, data.toByteArray());
    }

    /** Adds a record with whatever bytes. */
    TestingDns add(String name, DnsRecordType type, byte[] data) {
        names.computeIfAbsent(name, first -> new CopyOnWriteArrayList<>()).add(new Entry(type, Buffer.buffer(data)));
        return this;
    }

    /** Has the name exist with no record any more, or not at all. */
    public TestingDns clear(String name) {
        names.remove(name);
        failing.remove(name);
        silent.remove(name);
        return this;
    }

    public TestingDns fails(String name, DnsResponseCode code) {
        failing.put(name, code);
        return this;
    }

    public TestingDns isSilent(String name) {
        silent.add(name);
        return this;
    }

    /** Answers about the name are cut off over UDP. */
    TestingDns isLarge(String name) {
        large.add(name);
        return this;
    }

    /** Questions that came, such as {@code udp A www.example.org}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Whether any question was about the name. */
    public boolean asked(String name) {
        return asked.stream().anyMatch(question -> question.endsWith(" " + name));
    }

    private static void characters(ByteArrayOutputStream data, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        data.write(bytes.length);
        data.writeBytes(bytes);
    }

    @Override
    public void close() {
        udp.close().syncUninterruptibly();
        tcp.close().syncUninterruptibly();
        var _ = loop.shutdownGracefully();
    }

    private static String name(DnsQuestion question) {
        String name = question.name().toLowerCase(Locale.ROOT);
        return name.substring(0, name.length() - 1);
    }

    private <R extends DnsResponse> R answer(DnsQuestion question, R response) {
        String name = name(question);
        response.addRecord(DnsSection.QUESTION, question);
        DnsResponseCode failure = failing.get(name);
        List<Entry> entries = names.get(name);
        if (failure != null) {
            response.setCode(failure);
        } else if (entries == null) {
            response.setCode(DnsResponseCode.NXDOMAIN);
        } else {
            entries.stream()
                    .filter(entry ->
                            entry.type().equals(question.type()) || entry.type().equals(DnsRecordType.CNAME))
                    .forEach(entry -> response.addRecord(
                            DnsSection.ANSWER,
                            new DefaultDnsRawRecord(
                                    question.name(),
                                    entry.type(),
                                    60,
                                    Unpooled.wrappedBuffer(entry.data().getBytes()))));
        }
        return response;
    }

    private final class OverUdp extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            asked.add("udp " + question.type().name() + " " + name(question));
            if (silent.contains(name(question))) {
                return;
            }
            DatagramDnsResponse response = new DatagramDnsResponse(
                    /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
            if (large.contains(name(question))) {
                response.addRecord(DnsSection.QUESTION, question);
                response.setTruncated(true);
                var _ = context.writeAndFlush(response);
            } else {
                var _ = context.writeAndFlush(answer(question, response));
            }
        }
    }

    private final class OverTcp extends SimpleChannelInboundHandler<DnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            asked.add("tcp " + question.type().name() + " " + name(question));
            var _ = context.writeAndFlush(answer(question, new DefaultDnsResponse(query.id())));
        }
    }
}
