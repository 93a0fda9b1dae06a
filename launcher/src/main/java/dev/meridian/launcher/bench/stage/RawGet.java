package dev.meridian.launcher.bench.stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One GET with any Host header, which the JDK's own client does not allow. */
final class RawGet {

    private RawGet() {}

    /** Status of the whole answer, read to its end. */
    static int status(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("no answer from port " + port);
            }
            while (reader.readLine() != null) {
                // The clock stops when everything has come.
            }
            return Integer.parseInt(line.substring(9, 12));
        }
    }
}
