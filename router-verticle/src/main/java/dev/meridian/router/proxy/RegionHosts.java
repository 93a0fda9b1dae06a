package dev.meridian.router.proxy;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.hosts.HostTarget;
import dev.meridian.core.http.Authority;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.node.Domains;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.router.route.RoutePlan;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/**
 * Where a client can ask a region itself for what a router would pass on to it: {@code <region>.<api>} for the API,
 * {@code <id>.<region>.<run>} for functions and sites (DESIGN section 4). Not for what browsers ask across origins: after a
 * redirect to another origin they send {@code Origin: null} (Fetch standard, HTTP-redirect fetch), which no platform allows,
 * and they follow none for a preflight.
 */
final class RegionHosts {

    private final Domains domains;
    private final HostGrammar grammar;

    RegionHosts(Domains domains, List<String> regions) {
        this.domains = domains;
        this.grammar = new HostGrammar(domains, regions);
    }

    /** @return the URI to redirect to; empty if the request is to be passed on */
    Optional<String> of(RequestHead head, RoutePlan.To plan, RegistrySnapshot registry) {
        boolean isAcrossOrigins =
                head.headers().contains("origin") || head.method().equals(HttpMethod.OPTIONS);
        if (isAcrossOrigins || head.isUpgrade() || plan.node().info().getKind() != Kind.KIND_REGION) {
            return Optional.empty();
        }
        String region = plan.node().info().getSite();
        return host(head.host(), region, registry)
                .map(host -> head.scheme() + "://" + host + Authority.portSuffix(head.authority()) + head.uri());
    }

    private Optional<String> host(String asked, String region, RegistrySnapshot registry) {
        return switch (grammar.target(asked, registry)) {
            case HostTarget.Api() when asked.equals(domains.api()) -> Optional.of(region + '.' + domains.api());
            case HostTarget.FunctionLabel(String label) -> Optional.of(label + '.' + region + '.' + domains.run());
            // A host that names the region, an address, and a domain of a project's own, which no other host stands
            // for.
            case HostTarget.Api(),
                    HostTarget.RegionApi _,
                    HostTarget.FunctionInRegion _,
                    HostTarget.CustomDomain _,
                    HostTarget.Unknown _ -> Optional.empty();
        };
    }
}
