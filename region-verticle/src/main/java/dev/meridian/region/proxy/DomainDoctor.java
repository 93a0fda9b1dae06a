package dev.meridian.region.proxy;

import dev.meridian.core.node.Domains;
import dev.meridian.region.dns.LookUp;
import dev.meridian.region.dns.NameService;
import dev.meridian.region.dns.RecordKind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Asks the DNS about a rule's domain. */
final class DomainDoctor {

    /** Names above a domain whose CAA records are looked at, the domain included. */
    private static final int MOST_LEVELS = 6;

    private final NameService names;
    private final FormerHolders holders;
    private final Domains domains;
    private final String target;

    DomainDoctor(NameService names, FormerHolders holders, Domains domains, String target) {
        this.names = names;
        this.holders = holders;
        this.domains = domains;
        this.target = target;
    }

    String target() {
        return target;
    }

    /** Whether there is anything to prove about a domain. */
    boolean asksFor(String domain) {
        return DomainName.hasToBeProven(domain, domains);
    }

    /** What proves a rule's domain, whoever had it before. */
    DomainProof proof(ProxyRule rule) {
        return new DomainProof(rule.domain(), rule.token(), target, /* wasAnothers= */ true);
    }

    /** Fails only where the region itself does, or cannot ask the others who held the domain before. */
    Future<Diagnosis> examine(String project, ProxyRule rule) {
        if (!rule.isOwn() || !asksFor(rule.domain())) {
            return Future.succeededFuture(Diagnosis.ofOwn());
        }
        Future<Boolean> wasAnothers =
                rule.isVerified() ? Future.succeededFuture(false) : holders.wasAnothers(project, rule.domain());
        return wasAnothers.compose(another -> examine(new DomainProof(rule.domain(), rule.token(), target, another)));
    }

    private Future<Diagnosis> examine(DomainProof wanted) {
        Future<List<LookUp>> domain =
                wanted.isWildcard() ? Future.succeededFuture(List.of()) : addresses(wanted.domain());
        Future<List<LookUp>> own = addresses(target);
        Future<LookUp> proof = names.ask(wanted.textName(), RecordKind.TXT);
        Future<List<LookUp>> authorities = authorities(wanted.base(), List.of());
        return Future.all(domain, own, proof, authorities)
                .map(done -> Diagnosis.of(
                        wanted, new Evidence(domain.result(), own.result(), proof.result(), authorities.result())));
    }

    private Future<List<LookUp>> addresses(String name) {
        Future<LookUp> four = names.ask(name, RecordKind.A);
        Future<LookUp> six = names.ask(name, RecordKind.AAAA);
        return Future.all(four, six).map(both -> List.of(four.result(), six.result()));
    }

    private Future<List<LookUp>> authorities(String name, List<LookUp> before) {
        return names.ask(name, RecordKind.CAA).compose(lookUp -> {
            List<LookUp> asked = new ArrayList<>(before);
            asked.add(lookUp);
            boolean ends = !lookUp.values().isEmpty()
                    || !lookUp.isCertain()
                    || asked.size() == MOST_LEVELS
                    || name.indexOf('.') < 0;
            return ends ? Future.succeededFuture(asked) : authorities(DomainName.parent(name), asked);
        });
    }
}
