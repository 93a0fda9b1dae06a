package dev.meridian.region.api;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Routes by method and path, as a trie over path segments. A literal segment wins over a parameter. */
final class RouteTable {

    private static final int MOST_SEGMENTS = 32;

    private final Node root = new Node();

    record Match(Route route, Map<String, String> path) {}

    void add(HttpMethod method, String pattern, Route route) {
        Node node = root;
        for (String segment : segments(pattern)) {
            node = segment.startsWith("{") ? node.parameterChild() : node.literalChild(segment);
        }
        if (node.routes.putIfAbsent(method, route) != null) {
            throw new IllegalStateException(method + " " + pattern + " is declared twice");
        }
    }

    /** @param path still percent-encoded */
    Optional<Match> match(HttpMethod method, String path) {
        List<String> segments = segments(path);
        if (segments.size() > MOST_SEGMENTS) {
            return Optional.empty();
        }
        HttpMethod sought = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        List<String> values = new ArrayList<>();
        Route route = find(root, segments, 0, sought, values);
        if (route == null) {
            return Optional.empty();
        }
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            byName.put(route.names().get(i), values.get(i));
        }
        return Optional.of(new Match(route, byName));
    }

    private static @Nullable Route find(
            Node node, List<String> segments, int depth, HttpMethod method, List<String> values) {
        if (depth == segments.size()) {
            return node.routes.get(method);
        }
        String segment = segments.get(depth);
        Node literal = node.literals.get(segment);
        Route found = literal == null ? null : find(literal, segments, depth + 1, method, values);
        if (found != null || node.parameter == null || segment.isEmpty()) {
            return found;
        }
        int before = values.size();
        values.add(decode(segment));
        found = find(node.parameter, segments, depth + 1, method, values);
        if (found == null) {
            values.subList(before, values.size()).clear();
        }
        return found;
    }

    private static List<String> segments(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(trimmed.substring(1).split("/", MOST_SEGMENTS + 2));
    }

    /** A segment that is not well encoded stands for itself; no identifier has a percent sign. */
    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<HttpMethod, Route> routes = new HashMap<>();

        @Nullable
        Node parameter;

        Node literalChild(String segment) {
            return literals.computeIfAbsent(segment, absent -> new Node());
        }

        Node parameterChild() {
            Node child = parameter;
            if (child == null) {
                child = new Node();
                parameter = child;
            }
            return child;
        }
    }
}
