package dev.meridian.edge.cache;

import dev.meridian.edge.cache.policy.Handling;
import dev.meridian.edge.cache.policy.Policy;
import dev.meridian.edge.cache.policy.Source;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.cache.store.PurgeTarget;
import dev.meridian.edge.cache.store.PurgeTarget.Kind;
import dev.meridian.edge.cache.store.ResourceKey;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The policies that a cache follows. Immutable. */
record Policies(Map<String, Policy> byProject) {

    static final Policies NONE = new Policies(Map.of());

    Policies {
        byProject = Map.copyOf(byProject);
    }

    Handling of(ResourceKey resource, Source source) {
        Policy policy = byProject.get(resource.project());
        return policy == null ? Handling.PLAIN : policy.of(resource.host(), resource.uri(), source);
    }

    /** A purge of a URL covers what is stored for it, be that under a URI with less of a query. */
    PurgeScope widened(PurgeScope scope) {
        Policy policy = byProject.get(scope.project());
        if (policy == null || scope.targets().stream().noneMatch(target -> target.kind() == Kind.URL)) {
            return scope;
        }
        Set<PurgeTarget> targets = new HashSet<>(scope.targets());
        scope.targets().stream()
                .filter(target -> target.kind() == Kind.URL)
                .flatMap(target -> stored(policy, target.text()))
                .forEach(url -> targets.add(new PurgeTarget(Kind.URL, url)));
        return new PurgeScope(scope.region(), scope.project(), targets);
    }

    /** @param url with a host or, for every host, without */
    private static Stream<String> stored(Policy policy, String url) {
        int path = url.indexOf('/');
        if (path < 0) {
            return Stream.empty();
        }
        String host = url.substring(0, path);
        String uri = url.substring(path);
        Set<String> hosts = host.isEmpty()
                ? Stream.concat(Stream.of(""), policy.hosts()).collect(Collectors.toSet())
                : Set.of(host);
        return hosts.stream()
                .map(one -> host + policy.of(one, uri, Source.OUTSIDE).uri(uri));
    }
}
