package dev.meridian.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes written to a port as they stand, and what came back, as far as a table of expectations can name it. */
final class RawHttp {

    static final String CLOSED = "closed";
    static final String SILENT = "silent";

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z0-9_]+)\"|<code>([a-z0-9_]+)</code>");

    private RawHttp() {}

    /** Whatever was answered until a whole response was there, the connection ended, or nothing came for long. */
    static String ask(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            Thread writer = Thread.ofVirtual().start(() -> write(socket, request));
            try {
                return read(socket.getInputStream());
            } finally {
                writer.interrupt();
            }
        }
    }

    /** On a thread of its own: who refuses a large request answers before all of it is written. */
    private static void write(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
        } catch (IOException refused) {
            // The answer, which is read at the same time, says why.
        }
    }

    private static String read(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[8_192];
        try {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                all.write(piece, 0, count);
                if (isWhole(all.toString(StandardCharsets.ISO_8859_1))) {
                    break;
                }
            }
        } catch (SocketTimeoutException e) {
            return SILENT;
        } catch (IOException reset) {
            // As good as the end.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(String reply) {
        int head = reply.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(head < 0 ? "" : reply.substring(0, head + 2));
        if (head >= 0 && !length.find()) {
            return true;
        }
        return head >= 0 && reply.length() >= head + 4 + Integer.parseInt(length.group(1));
    }

    /** Status and error type of a reply, for instance {@code 404 project_not_found}. */
    static String outcome(String reply) {
        if (!reply.startsWith("HTTP/")) {
            return reply.isEmpty() ? CLOSED : reply;
        }
        Matcher type = TYPE.matcher(reply);
        String status = reply.split(" ", 3)[1];
        return type.find() ? status + ' ' + (type.group(1) == null ? type.group(2) : type.group(1)) : status;
    }
}
