package dev.meridian.functions.host;

import dev.meridian.functions.engine.Settlement.Answered;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns what script answered into a response (wire contract 8.3): names in lower case, control headers dropped, a
 * content type with a character set. What would break an HTTP message is refused.
 */
public final class ResponseRules {

    private static final String CONTENT_TYPE = "content-type";
    private static final String CONTROL_PREFIX = "x-open-runtimes-";
    private static final int MAXIMUM_HEADERS = 200;

    private ResponseRules() {}

    /** What is to become of an answer. */
    public sealed interface Verdict {
        record Fit(Response response) implements Verdict {}

        record Unfit(String reason) implements Verdict {}

        record TooLarge(int bytes) implements Verdict {}
    }

    /** @param maximumBytes longest body that is let through */
    public static Verdict judge(Answered answer, int maximumBytes) {
        if (answer.status() < 200 || answer.status() > 599) {
            return new Verdict.Unfit("The status code must be a number from 200 to 599; got " + answer.status() + ".");
        }
        if (answer.body().length > maximumBytes) {
            return new Verdict.TooLarge(answer.body().length);
        }
        if (answer.headers().size() > MAXIMUM_HEADERS) {
            return new Verdict.Unfit("A response may have " + MAXIMUM_HEADERS + " headers; got "
                    + answer.headers().size() + ".");
        }
        List<HeaderLine> lines = new ArrayList<>();
        String contentType = "text/plain";
        for (HeaderLine header : answer.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!header.isWellFormed()) {
                return new Verdict.Unfit(
                        "The response header \"" + printable(name) + "\" holds a forbidden character.");
            }
            if (name.equals(CONTENT_TYPE)) {
                contentType = header.value();
            } else if (!name.startsWith(CONTROL_PREFIX)) {
                lines.add(new HeaderLine(name, header.value()));
            }
        }
        lines.add(new HeaderLine(CONTENT_TYPE, withCharset(contentType)));
        return new Verdict.Fit(new Response(answer.status(), lines, answer.body()));
    }

    private static String withCharset(String contentType) {
        String lower = contentType.toLowerCase(Locale.ROOT);
        return lower.startsWith("multipart/") || lower.contains("charset=")
                ? contentType
                : contentType + "; charset=utf-8";
    }

    private static String printable(String name) {
        String cut = name.substring(0, Math.min(name.length(), 64));
        return cut.replaceAll("[^ -~]", "?");
    }
}
