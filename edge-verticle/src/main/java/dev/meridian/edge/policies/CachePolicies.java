package dev.meridian.edge.policies;

import dev.meridian.core.registry.Registry;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.policy.NamePattern;
import dev.meridian.edge.cache.policy.Policy;
import dev.meridian.edge.cache.policy.QueryRule;
import dev.meridian.edge.cache.policy.Rule;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.CacheRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a cache follow the policies that the registry tells of. Used on one context. */
public final class CachePolicies {

    private static final Logger log = LoggerFactory.getLogger(CachePolicies.class);

    private final EdgeCache cache;
    private Map<String, CachePolicy> told = Map.of();

    private CachePolicies(EdgeCache cache) {
        this.cache = cache;
    }

    /** Before the first request. */
    public static void follow(Registry registry, EdgeCache cache) {
        CachePolicies policies = new CachePolicies(cache);
        policies.told = registry.snapshot().cachePolicies();
        policies.adopt();
        registry.onChange(policies::hear);
    }

    private void hear(RegistrySnapshot snapshot) {
        Map<String, CachePolicy> before = told;
        Map<String, CachePolicy> now = snapshot.cachePolicies();
        Set<String> projects = new HashSet<>(before.keySet());
        projects.addAll(now.keySet());
        projects.removeIf(
                project -> Optional.ofNullable(before.get(project)).equals(Optional.ofNullable(now.get(project))));
        if (!projects.isEmpty()) {
            told = now;
            adopt();
            projects.forEach(project -> forget(project, snapshot));
        }
    }

    private void adopt() {
        cache.adopt(told.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> policy(entry.getValue()))));
    }

    /** What was stored by the policy that it had is not what the new one would have stored. */
    private void forget(String project, RegistrySnapshot snapshot) {
        snapshot.project(project)
                .ifPresent(known -> cache.purge(PurgeScope.project(known.getHomeRegion(), project), false));
        log.atInfo().addKeyValue("project", project).log("Follows another cache policy");
    }

    static Policy policy(CachePolicy told) {
        return new Policy(told.getRulesList().stream().map(CachePolicies::rule).toList(), told.getTagHeadersList());
    }

    private static Rule rule(CacheRule told) {
        return new Rule(
                told.getHost(),
                told.getPrefix(),
                Set.copyOf(told.getExtensionsList()),
                Set.copyOf(told.getStatusesList()),
                told.hasTtlSeconds()
                        ? OptionalLong.of(Integer.toUnsignedLong(told.getTtlSeconds()) * 1_000)
                        : OptionalLong.empty(),
                told.getForce(),
                told.getBypass(),
                told.getBypassCookiesList().stream().map(NamePattern::of).toList(),
                query(told));
    }

    private static Optional<QueryRule> query(CacheRule told) {
        return switch (told.getQueryCase()) {
            case IGNORE_QUERY ->
                Optional.of(QueryRule.ignoring(List.copyOf(told.getIgnoreQuery().getNamesList())));
            case KEEP_QUERY ->
                Optional.of(QueryRule.keeping(List.copyOf(told.getKeepQuery().getNamesList())));
            case QUERY_NOT_SET -> Optional.empty();
        };
    }
}
