package dev.meridian.edge.cache.store;

import dev.meridian.core.purge.PurgePlane;
import dev.meridian.edge.cache.decide.UriText;
import dev.meridian.edge.cache.store.PurgeTarget.Kind;
import java.util.Collection;
import java.util.stream.Stream;

/** All that a purge can name a response by. */
final class CoveringTargets {

    private CoveringTargets() {}

    static Stream<PurgeTarget> of(ResourceKey resource, Collection<String> tags) {
        String uri = UriText.normal(resource.uri());
        Stream.Builder<PurgeTarget> targets = Stream.builder();
        tags.forEach(tag -> targets.add(new PurgeTarget(Kind.TAG, tag)));
        targets.add(new PurgeTarget(Kind.HOST, resource.host()));
        targets.add(new PurgeTarget(Kind.URL, resource.host() + uri));
        targets.add(new PurgeTarget(Kind.URL, uri));
        addPrefixes(targets, resource.host(), uri);
        return targets.build();
    }

    private static void addPrefixes(Stream.Builder<PurgeTarget> targets, String host, String uri) {
        int query = uri.indexOf('?');
        int end = query < 0 ? uri.length() : query;
        int slash = 0;
        for (int depth = 0; depth <= PurgePlane.DEEPEST_PREFIX && slash >= 0 && slash <= end; depth++) {
            String prefix = uri.substring(0, slash);
            targets.add(new PurgeTarget(Kind.PREFIX, prefix));
            targets.add(new PurgeTarget(Kind.PREFIX, host + prefix));
            int next = slash == end ? -1 : uri.indexOf('/', slash + 1);
            slash = slash == end ? -1 : next < 0 || next > end ? end : next;
        }
    }
}
