package dev.meridian.edge.cache;

import dev.meridian.core.http.FieldValues;
import dev.meridian.edge.cache.decide.CacheGroups;
import dev.meridian.edge.cache.decide.Principal;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of a response's headers are for whom. */
final class ResponseHeaders {

    /** Meant for this cache alone. */
    private static final List<String> NOT_FOR_CLIENTS =
            List.of("cdn-cache-control", "surrogate-control", "surrogate-key", "cache-tag", "cache-groups");

    /** True of one transfer only. */
    private static final List<String> OF_ONE_EXCHANGE = List.of(
            "age",
            "cache-status",
            "connection",
            "content-length",
            "keep-alive",
            "meridian-edge",
            "proxy-authentication-info",
            "server-timing",
            "transfer-encoding");

    /** A 304 does not change these of what is stored (RFC 9111 section 3.2). */
    private static final List<String> OF_THE_BODY =
            List.of("content-length", "content-encoding", "content-md5", "content-range", "etag");

    private ResponseHeaders() {}

    /**
     * Takes out what the origin said to caches only.
     *
     * @param tagHeaders names of more headers that are for them
     */
    static void removeInternal(MultiMap headers, Profile profile, List<String> tagHeaders) {
        if (!profile.transparent()) {
            NOT_FOR_CLIENTS.forEach(headers::remove);
            tagHeaders.forEach(headers::remove);
        }
    }

    /** A copy, fit to be kept; which part of the whole a body is, is kept with the body. */
    static MultiMap stored(int status, MultiMap headers, Profile profile, List<String> tagHeaders) {
        MultiMap kept = copy(headers);
        removeInternal(kept, profile, tagHeaders);
        OF_ONE_EXCHANGE.forEach(kept::remove);
        return status == 206 ? kept.remove("content-range") : kept;
    }

    /**
     * What was received once, with what a later response about it brought in place of it.
     *
     * @param principal who asked; what was allowed to anyone before says nothing of an answer to somebody in particular
     */
    static MultiMap refreshed(MultiMap received, MultiMap later, Principal principal) {
        MultiMap fresh = copy(received).remove("age").remove("date");
        if (principal != Principal.ANYONE) {
            fresh.remove("cdn-cache-control").remove("cache-control");
        }
        later.names().stream()
                .filter(name -> !OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> fresh.set(name, later.getAll(name)));
        return fresh;
    }

    static MultiMap copy(MultiMap headers) {
        return FieldValues.encoded(headers);
    }

    /**
     * Tags of {@code Surrogate-Key} (blanks between), {@code Cache-Tag} (commas between) and {@code Cache-Groups}.
     *
     * @param tagHeaders names of more headers that have tags, with blanks or commas between
     */
    static Set<String> tags(MultiMap headers, ResourceKey resource, List<String> tagHeaders) {
        Stream<String> keys =
                headers.getAll("surrogate-key").stream().flatMap(line -> Arrays.stream(line.split("\\s+")));
        Stream<String> tags = headers.getAll("cache-tag").stream().flatMap(line -> Arrays.stream(line.split(",")));
        Stream<String> more = tagHeaders.stream()
                .flatMap(name -> headers.getAll(name).stream())
                .flatMap(line -> Arrays.stream(line.split("[\\s,]+")));
        Stream<String> named = Stream.of(keys, tags, more)
                .flatMap(one -> one)
                .map(String::strip)
                .filter(tag -> !tag.isEmpty());
        return Stream.concat(named, groupTags(CacheGroups.of(headers::getAll), resource))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Groups are of one origin: those of another host bear other tags. */
    static Stream<String> groupTags(Set<String> groups, ResourceKey resource) {
        return groups.stream().map(group -> "group " + resource.host() + ' ' + group);
    }
}
