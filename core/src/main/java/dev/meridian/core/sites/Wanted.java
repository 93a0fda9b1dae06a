package dev.meridian.core.sites;

import dev.meridian.core.http.RequestHead;
import io.netty.handler.codec.DateFormatter;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** Nothing: the client asks for another file than this. */
    record Failed() implements Wanted {}

    /** A range that the file does not have. */
    record Unsatisfiable() implements Wanted {}

    Pattern ONE_RANGE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);
    Pattern TAG = Pattern.compile("(?:W/)?\"[^\"]*\"");

    /** @param modifiedMillis when the file came to be served */
    static Wanted of(RequestHead request, SiteFile file, long modifiedMillis) {
        if (isAnother(request, file, modifiedMillis)) {
            return new Failed();
        }
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

    /** By the strong comparison; a date counts only where there is no tag. */
    private static boolean isAnother(RequestHead request, SiteFile file, long modifiedMillis) {
        List<String> lists = request.headers().getAll("if-match");
        return lists.isEmpty()
                ? date(request, "if-unmodified-since")
                        .filter(since -> modifiedMillis / 1_000 > since)
                        .isPresent()
                : lists.stream()
                        .noneMatch(list ->
                                list.strip().equals("*") || tags(list).anyMatch(tag -> tag.equals(file.etag())));
    }

    private static boolean isHeld(RequestHead request, SiteFile file, long modifiedMillis) {
        List<String> lists = request.headers().getAll("if-none-match");
        return lists.isEmpty()
                ? date(request, "if-modified-since")
                        .filter(since -> modifiedMillis / 1_000 <= since)
                        .isPresent()
                : lists.stream()
                        .anyMatch(list -> list.strip().equals("*")
                                || tags(list)
                                        .anyMatch(tag -> tag.equals(file.etag()) || tag.equals("W/" + file.etag())));
    }

    private static Stream<String> tags(String list) {
        return TAG.matcher(list).results().map(MatchResult::group);
    }

    /** In seconds since 1970; nothing for what is none. */
    private static Optional<Long> date(RequestHead request, String name) {
        return request.header(name)
                .filter(text -> !text.isBlank())
                .flatMap(text -> Optional.ofNullable(DateFormatter.parseHttpDate(text)))
                .map(date -> date.toInstant().getEpochSecond());
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
