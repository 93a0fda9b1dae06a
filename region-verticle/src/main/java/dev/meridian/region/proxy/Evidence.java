package dev.meridian.region.proxy;

import dev.meridian.region.dns.LookUp;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the DNS says of a domain, before anything is concluded.
 *
 * @param domain its addresses, IPv4 and IPv6; empty for a wildcard, which has no addresses of its own
 * @param target addresses of the name that it should lead to, likewise
 * @param proof the texts that may prove it
 * @param authorities CAA records of the domain and of those above it, up to the first that has some (RFC 8659 section 3)
 */
record Evidence(List<LookUp> domain, List<LookUp> target, LookUp proof, List<LookUp> authorities) {

    Evidence {
        domain = List.copyOf(domain);
        target = List.copyOf(target);
        authorities = List.copyOf(authorities);
    }

    Stream<LookUp> all() {
        return Stream.of(domain, target, List.of(proof), authorities).flatMap(List::stream);
    }
}
