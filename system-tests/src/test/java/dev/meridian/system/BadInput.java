package dev.meridian.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A row of the table.
 *
 * @param expected how {@link RawHttp#outcome} or {@link RawGrpc#ask} name the answer; its beginning is enough
 * @param request as it is written, a character a byte, with the server's key where {@link #SERVER} stands
 */
record BadInput(String name, String expected, String request) {

    /** Stands for the headers of a server's call on the project. */
    static final String SERVER = "{server}";

    static BadInput ofBytes(String name, String expected, byte[] request) {
        return new BadInput(name, expected, new String(request, ISO_8859_1));
    }

    boolean isHttp2() {
        return request.startsWith("PRI ");
    }

    byte[] withHeaders(String headers) {
        return request.replace(SERVER, headers).getBytes(ISO_8859_1);
    }
}
