package dev.meridian.region.proxy;

import dev.meridian.core.node.Domains;
import dev.meridian.core.registry.Registry;
import dev.meridian.region.names.NameKind;
import dev.meridian.region.names.Names;
import io.vertx.core.Future;

/** Claims domains in the whole network before rules are made of them. */
final class DomainClaims {

    private final Names names;
    private final Registry registry;
    private final Domains domains;

    DomainClaims(Names names, Registry registry, Domains domains) {
        this.names = names;
        this.registry = registry;
        this.domains = domains;
    }

    /**
     * A host below the network's own domain is nobody's label besides. Fails with {@code rule_already_exists} where
     * another region has the domain, or what excludes it.
     */
    Future<Void> claim(String project, String domain) {
        return DomainName.label(domain, domains)
                .map(label -> names.claim(NameKind.LABEL, label))
                .orElseGet(() -> Future.succeededFuture(true))
                .compose(isOurs -> isOurs ? names.claim(NameKind.DOMAIN, domain) : Future.succeededFuture(false))
                .compose(isOurs -> isOurs
                        ? checkOtherRegions(project, domain)
                                .recover(refusal -> names.free(NameKind.DOMAIN, domain)
                                        .transform(freed -> Future.failedFuture(refusal)))
                        : Future.failedFuture(RuleProblems.exists()));
    }

    /**
     * What excludes the domain in other regions: for a name, the wildcard over it, by its claim; for a wildcard, other
     * projects' names below it, as the regions have told of them. What slips through between the two is served by nobody.
     */
    private Future<Void> checkOtherRegions(String project, String domain) {
        if (!DomainName.isWildcard(domain)) {
            return names.isElsewhere(NameKind.DOMAIN, "*." + DomainName.parent(domain))
                    .compose(isElsewhere ->
                            isElsewhere ? Future.failedFuture(RuleProblems.overlaps()) : Future.succeededFuture());
        }
        if (!registry.isCurrent()) {
            return Future.failedFuture(RuleProblems.notCurrent());
        }
        String base = DomainName.parent(domain);
        boolean isTaken = registry.snapshot().domains().stream()
                .anyMatch(other -> DomainName.parent(other.getDomain()).equals(base)
                        && !other.getProjectId().equals(project));
        return isTaken ? Future.failedFuture(RuleProblems.overlaps()) : Future.succeededFuture();
    }
}
