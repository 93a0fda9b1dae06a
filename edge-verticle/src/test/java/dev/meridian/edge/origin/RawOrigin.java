package dev.meridian.edge.origin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An origin that answers with bytes of a test's making, one connection a thread. */
final class RawOrigin implements Closeable {

    /** What to send for "break the connection off". */
    static final String CLOSE = "";

    private final ServerSocket server;
    private final Function<String, String> answers;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** @param answers what to send for a request's head, given with lower-case field names */
    RawOrigin(Function<String, String> answers) {
        this.answers = answers;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Heads of the requests that came, in their order. */
    List<String> asked() {
        return asked;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                asked.add(head);
                String answer = answers.apply(head);
                if (answer.equals(CLOSE)) {
                    return;
                }
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                connection.getOutputStream().flush();
            }
        } catch (IOException broken) {
            // The other side has gone, as it may.
        }
    }

    /** A head with its request line; empty at the end of the stream. Bodies are read over by their length. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            bytes.write(next);
        }
        String head = bytes.toString(StandardCharsets.ISO_8859_1);
        int length = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        if (length >= 0) {
            in.skipNBytes(Long.parseLong(
                    head.substring(length + 16, head.indexOf('\r', length)).strip()));
        }
        return lowerNames(head);
    }

    private static String lowerNames(String head) {
        StringBuilder lower = new StringBuilder();
        for (String line : head.lines().toList()) {
            int colon = line.indexOf(": ");
            boolean field = !lower.isEmpty() && colon > 0;
            lower.append(field ? line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon) : line)
                    .append("\r\n");
        }
        return lower.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
