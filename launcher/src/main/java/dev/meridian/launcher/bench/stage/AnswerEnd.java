package dev.meridian.launcher.bench.stage;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the end of one response after another on a connection of HTTP/1.1, each with a Content-Length. */
public final class AnswerEnd {

    private Buffer head = Buffer.buffer();
    private long missing = -1;
    private int status;

    /** Takes in what came next; true once the response is whole. */
    public boolean complete(Buffer bytes) {
        if (missing < 0) {
            head.appendBuffer(bytes);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            status = Integer.parseInt(text.substring(9, 12));
            missing = contentLength(text.substring(0, end)) - (head.length() - end - 4);
        } else {
            missing -= bytes.length();
        }
        if (missing > 0) {
            return false;
        }
        head = Buffer.buffer();
        missing = -1;
        return true;
    }

    /** Of the last response that came whole. */
    public int status() {
        return status;
    }

    private static long contentLength(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
        if (at < 0) {
            return 0;
        }
        int end = head.indexOf("\r\n", at + 2);
        return Long.parseLong(
                head.substring(at + 17, end < 0 ? head.length() : end).strip());
    }
}
