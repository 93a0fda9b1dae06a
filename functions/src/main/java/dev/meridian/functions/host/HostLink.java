package dev.meridian.functions.host;

import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Frames;
import dev.meridian.functions.wire.MalformedFrame;
import dev.meridian.functions.wire.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The host's socket to its node. Sending blocks while the node reads slowly: lanes then wait, which is the back-pressure
 * of the protocol. A node that is gone ends the process.
 */
final class HostLink {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final String UNIX = "unix:";
    private static final String TCP = "tcp:";

    private final SocketChannel channel;
    private final int frameBytes;

    private HostLink(SocketChannel channel, int frameBytes) {
        this.channel = channel;
        this.frameBytes = frameBytes;
    }

    static HostLink connect(HostOrders orders) throws IOException {
        return new HostLink(SocketChannel.open(address(orders.endpoint())), orders.frameBytes());
    }

    /** Hands every message to {@code receiver} on the calling thread until the node closes the connection. */
    void receive(Consumer<Message> receiver) throws IOException, MalformedFrame {
        Frames frames = new Frames(frameBytes);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (true) {
            int read = channel.read(chunk);
            if (read < 0) {
                return;
            }
            frames.accept(chunk.array(), read).forEach(receiver);
            chunk.clear();
        }
    }

    void send(Message message) {
        FrameWriter writer = new FrameWriter();
        writer.write(message);
        send(writer);
    }

    void send(FrameWriter batch) {
        ByteBuffer bytes = ByteBuffer.wrap(batch.take());
        synchronized (channel) {
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException gone) {
                System.err.println("The node is gone: " + gone.getMessage());
                Runtime.getRuntime().halt(0);
            }
        }
    }

    private static SocketAddress address(String endpoint) throws IOException {
        if (endpoint.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(Path.of(endpoint.substring(UNIX.length())));
        }
        if (endpoint.startsWith(TCP)) {
            int port = Integer.parseInt(endpoint, TCP.length(), endpoint.length(), 10);
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
        throw new IOException("No endpoint of a node: " + endpoint);
    }
}
