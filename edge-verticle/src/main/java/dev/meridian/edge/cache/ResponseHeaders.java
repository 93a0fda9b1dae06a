package dev.meridian.edge.cache;

import dev.meridian.edge.cache.decide.Principal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of a response's headers are for whom. */
final class ResponseHeaders {

    /** Meant for this cache alone, or true of one transfer only. */
    private static final List<String> NOT_FOR_CLIENTS =
            List.of("cdn-cache-control", "surrogate-control", "surrogate-key", "cache-tag");

    private static final List<String> OF_ONE_EXCHANGE = List.of(
            "age",
            "cache-status",
            "connection",
            "content-length",
            "keep-alive",
            "meridian-edge",
            "server-timing",
            "transfer-encoding");

    /** A 304 does not change these of what is stored (RFC 9111 section 3.2). */
    private static final List<String> OF_THE_BODY =
            List.of("content-length", "content-encoding", "content-range", "content-type");

    private ResponseHeaders() {}

    /** Takes out what the origin said to this cache only. */
    static void removeInternal(MultiMap headers) {
        NOT_FOR_CLIENTS.forEach(headers::remove);
    }

    /** A copy, fit to be kept. */
    static MultiMap stored(MultiMap headers) {
        MultiMap kept = copy(headers);
        removeInternal(kept);
        OF_ONE_EXCHANGE.forEach(kept::remove);
        return kept;
    }

    /**
     * What was received once, with what a 304 brought in place of it.
     *
     * @param principal who asked; what was allowed to anyone before says nothing of an answer to somebody in particular
     */
    static MultiMap refreshed(MultiMap received, MultiMap notModified, Principal principal) {
        MultiMap fresh = copy(received).remove("age").remove("date");
        if (principal != Principal.ANYONE) {
            fresh.remove("cdn-cache-control").remove("cache-control");
        }
        notModified.names().stream()
                .filter(name -> !OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> fresh.set(name, notModified.getAll(name)));
        return fresh;
    }

    static MultiMap copy(MultiMap headers) {
        return HttpHeaders.headers().addAll(headers);
    }

    /** Tags of {@code Surrogate-Key} (blanks between) and {@code Cache-Tag} (commas between). */
    static Set<String> tags(MultiMap headers) {
        Stream<String> keys =
                headers.getAll("surrogate-key").stream().flatMap(line -> Arrays.stream(line.split("\\s+")));
        Stream<String> tags = headers.getAll("cache-tag").stream().flatMap(line -> Arrays.stream(line.split(",")));
        return Stream.concat(keys, tags)
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
