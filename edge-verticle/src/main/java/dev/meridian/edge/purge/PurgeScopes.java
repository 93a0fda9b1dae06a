package dev.meridian.edge.purge;

import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.cache.store.PurgeTarget;
import dev.meridian.edge.cache.store.PurgeTarget.Kind;
import dev.meridian.proto.cache.v1.Purge;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What purges cover, as the cache says it. */
final class PurgeScopes {

    private PurgeScopes() {}

    static PurgeScope of(Purge purge) {
        if (purge.getProject().isEmpty()) {
            return PurgeScope.region(purge.getRegion());
        }
        Set<PurgeTarget> targets = new HashSet<>();
        purge.getTagsList().forEach(adding(targets, Kind.TAG));
        purge.getUrlsList().forEach(adding(targets, Kind.URL));
        purge.getPrefixesList().forEach(adding(targets, Kind.PREFIX));
        purge.getHostsList().forEach(adding(targets, Kind.HOST));
        return new PurgeScope(purge.getRegion(), purge.getProject(), targets);
    }

    private static Consumer<String> adding(Set<PurgeTarget> targets, Kind kind) {
        return text -> targets.add(new PurgeTarget(kind, text));
    }
}
