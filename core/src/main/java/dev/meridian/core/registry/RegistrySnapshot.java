package dev.meridian.core.registry;

import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Site;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that regions have told, at one moment, indexed by what a request names. Immutable.
 *
 * <p>Where two regions tell of the same name (a claim was made on both sides of a split), the region whose site code
 * sorts first wins, everywhere alike.
 */
public final class RegistrySnapshot {

    public static final RegistrySnapshot EMPTY = new RegistrySnapshot(Map.of());

    private final Map<String, Map<String, Record>> byRegion;
    private final Map<String, Project> projects = new HashMap<>();
    private final Map<String, Function> functions = new HashMap<>();
    private final Map<String, Function> labels = new HashMap<>();
    private final Map<String, Site> sites = new HashMap<>();
    private final Map<String, Site> siteLabels = new HashMap<>();
    private final Map<String, Domain> domains = new HashMap<>();
    private final Map<String, CachePolicy> cachePolicies = new HashMap<>();

    /** @param byRegion region to record key to record */
    public RegistrySnapshot(Map<String, Map<String, Record>> byRegion) {
        this.byRegion = Map.copyOf(byRegion);
        byRegion.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(region -> region.getValue().values().forEach(this::index));
    }

    private void index(Record entry) {
        switch (entry.getBodyCase()) {
            case PROJECT -> projects.putIfAbsent(entry.getProject().getProjectId(), entry.getProject());
            case FUNCTION -> {
                Function function = entry.getFunction();
                functions.putIfAbsent(function.getProjectId() + '/' + function.getFunctionId(), function);
                if (!siteLabels.containsKey(function.getLabel())) {
                    labels.putIfAbsent(function.getLabel(), function);
                }
            }
            case SITE -> {
                Site site = entry.getSite();
                sites.putIfAbsent(site.getProjectId() + '/' + site.getSiteId(), site);
                if (!labels.containsKey(site.getLabel())) {
                    siteLabels.putIfAbsent(site.getLabel(), site);
                }
            }
            case DOMAIN -> domains.putIfAbsent(entry.getDomain().getDomain(), entry.getDomain());
            case CACHE_POLICY ->
                cachePolicies.putIfAbsent(entry.getCachePolicy().getProjectId(), entry.getCachePolicy());
            case DELETED, BODY_NOT_SET -> {}
        }
    }

    /** Every region that has told something, or that it has nothing. */
    public Set<String> regions() {
        return byRegion.keySet();
    }

    /** The records that one region told, by key. */
    public Map<String, Record> of(String region) {
        return byRegion.getOrDefault(region, Map.of());
    }

    public Collection<Project> projects() {
        return projects.values();
    }

    public Optional<Project> project(String id) {
        return Optional.ofNullable(projects.get(id));
    }

    public Collection<Function> functions() {
        return functions.values();
    }

    public Optional<Function> function(String project, String id) {
        return Optional.ofNullable(functions.get(project + '/' + id));
    }

    /** The function whose generated hosts begin with this DNS label. */
    public Optional<Function> functionByLabel(String label) {
        return Optional.ofNullable(labels.get(label));
    }

    public Collection<Site> sites() {
        return sites.values();
    }

    public Optional<Site> site(String project, String id) {
        return Optional.ofNullable(sites.get(project + '/' + id));
    }

    /** The site whose generated hosts begin with this DNS label; no function has the same. */
    public Optional<Site> siteByLabel(String label) {
        return Optional.ofNullable(siteLabels.get(label));
    }

    public Collection<Domain> domains() {
        return domains.values();
    }

    /** @param host lower case, without a port */
    public Optional<Domain> domain(String host) {
        return Optional.ofNullable(domains.get(host));
    }

    /** The wildcard whose names the host is one of: of one label more, as with certificates (RFC 6125 section 6.4.3). */
    public Optional<Domain> wildcardOver(String host) {
        int dot = host.indexOf('.');
        return dot <= 0 ? Optional.empty() : domain('*' + host.substring(dot));
    }

    /** How edges cache for projects that say so, by project. */
    public Map<String, CachePolicy> cachePolicies() {
        return Collections.unmodifiableMap(cachePolicies);
    }
}
