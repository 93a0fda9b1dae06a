package dev.meridian.core.sites;

import dev.meridian.core.http.RequestHead;
import io.netty.handler.codec.DateFormatter;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of a file a request wants, given what its client holds (RFC 9110 sections 13 and 14). Pure. */
sealed interface Wanted {

    record Whole() implements Wanted {}

    /** @param last inclusive */
    record Part(long first, long last) implements Wanted {

        long length() {
            return last - first + 1;
        }
    }

    /** Nothing: the client holds it. */
    record NotModified() implements Wanted {}

    /** A range that the file does not have. */
    record Unsatisfiable() implements Wanted {}

    Pattern ONE_RANGE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);
    Pattern TAG = Pattern.compile("\"[^\"]*\"");

    /** @param modifiedMillis when the file came to be served */
    static Wanted of(RequestHead request, SiteFile file, long modifiedMillis) {
        if (isHeld(request, file, modifiedMillis)) {
            return new NotModified();
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return new Whole();
        }
        String range = request.header("range").orElse("");
        boolean applies = request.header("if-range")
                .map(String::strip)
                .filter(tag -> !tag.equals(file.etag()))
                .isEmpty();
        return applies ? range(range, file.bytes()) : new Whole();
    }

    private static boolean isHeld(RequestHead request, SiteFile file, long modifiedMillis) {
        var tags = request.headers().getAll("if-none-match");
        if (!tags.isEmpty()) {
            return tags.stream()
                    .anyMatch(list -> list.strip().equals("*")
                            || TAG.matcher(list)
                                    .results()
                                    .anyMatch(tag -> tag.group().equals(file.etag())));
        }
        return request.header("if-modified-since")
                .filter(text -> !text.isBlank())
                .flatMap(text -> Optional.ofNullable(DateFormatter.parseHttpDate(text)))
                .filter(since -> modifiedMillis / 1_000 <= since.toInstant().getEpochSecond())
                .isPresent();
    }

    /** Whole for what is absent, malformed, in another unit or of several parts. */
    private static Wanted range(String header, long bytes) {
        Matcher matcher = ONE_RANGE.matcher(header.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return new Whole();
        }
        String to = matcher.group(2);
        if (matcher.group(1).isEmpty()) {
            long suffix = Long.parseLong(to);
            return suffix == 0 || bytes == 0 ? new Unsatisfiable() : new Part(Math.max(0, bytes - suffix), bytes - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
        if (last < first) {
            return new Whole();
        }
        return first >= bytes ? new Unsatisfiable() : new Part(first, Math.min(last, bytes - 1));
    }
}
