package dev.meridian.core.hosts;

import dev.meridian.core.node.Domains;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads hosts (DESIGN section 4). The network's own domains come before custom ones, so that no custom domain can take
 * a host of the network.
 *
 * <p>An IP address names the API, so that a node can be spoken to without any DNS.
 */
public final class HostGrammar {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final Domains domains;
    private final Set<String> regions;

    /** @param regions site codes of all regions */
    public HostGrammar(Domains domains, Collection<String> regions) {
        this.domains = domains;
        this.regions = Set.copyOf(regions);
    }

    /** @param host lower case, without a port */
    public HostTarget target(String host, RegistrySnapshot registry) {
        if (host.equals(domains.api()) || IP_ADDRESS.matcher(host).matches()) {
            return new HostTarget.Api();
        }
        Optional<String> inRun = below(host, domains.run());
        if (inRun.isPresent()) {
            return functionInRegion(inRun.get());
        }
        Optional<String> inNetwork = below(host, domains.network());
        if (inNetwork.isPresent()) {
            return functionLabel(inNetwork.get(), host, registry);
        }
        Optional<String> region = below(host, domains.api()).filter(regions::contains);
        if (region.isPresent()) {
            return new HostTarget.RegionApi(region.get());
        }
        return ruled(host, registry).orElseGet(() -> new HostTarget.Unknown("No rule was found for this host"));
    }

    private HostTarget functionInRegion(String name) {
        int dot = name.indexOf('.');
        if (dot < 0 || !LABEL.matcher(name.substring(0, dot)).matches()) {
            return new HostTarget.Unknown("A host of this domain is written [ID].[REGION]." + domains.run());
        }
        String region = name.substring(dot + 1);
        return regions.contains(region)
                ? new HostTarget.FunctionInRegion(name.substring(0, dot), region)
                : new HostTarget.Unknown("This host names no region of the network");
    }

    /** A function or site may have further hosts, by rules; one that has the label comes before them. */
    private HostTarget functionLabel(String name, String host, RegistrySnapshot registry) {
        if (LABEL.matcher(name).matches()) {
            return registry.functionByLabel(name).isPresent()
                            || registry.siteByLabel(name).isPresent()
                    ? new HostTarget.FunctionLabel(name)
                    : verified(registry.domain(host))
                            .<HostTarget>map(HostTarget.CustomDomain::new)
                            .orElseGet(() -> new HostTarget.FunctionLabel(name));
        }
        return new HostTarget.Unknown("A host of this domain is written [ID]." + domains.network());
    }

    /**
     * A rule of the very name comes before a wildcard; where the two are verified and of different projects, which only a
     * split network can have let happen, neither is served. What is not verified is as if it were not there.
     */
    private static Optional<HostTarget> ruled(String host, RegistrySnapshot registry) {
        if (host.startsWith("*")) {
            return Optional.empty();
        }
        Optional<Domain> exact = verified(registry.domain(host));
        Optional<Domain> wildcard = verified(registry.wildcardOver(host));
        if (exact.isPresent() && wildcard.isPresent() && !isOfOneProject(exact.get(), wildcard.get())) {
            return Optional.empty();
        }
        return exact.or(() -> wildcard).map(HostTarget.CustomDomain::new);
    }

    private static Optional<Domain> verified(Optional<Domain> rule) {
        return rule.filter(Domain::getVerified);
    }

    private static boolean isOfOneProject(Domain one, Domain other) {
        return one.getProjectId().equals(other.getProjectId());
    }

    /** What stands before a domain; empty text for the domain itself, nothing for a host elsewhere. */
    private static Optional<String> below(String host, String domain) {
        if (host.equals(domain)) {
            return Optional.of("");
        }
        return host.endsWith(domain) && host.charAt(host.length() - domain.length() - 1) == '.'
                ? Optional.of(host.substring(0, host.length() - domain.length() - 1))
                : Optional.empty();
    }
}
